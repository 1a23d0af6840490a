import { readFile, writeFile } from "node:fs/promises";
import { isDeepStrictEqual } from "node:util";

import { HostError, type HostManifest, parseHostManifest } from "@larder/host-directory";
import type { ThreeWay } from "@larder/lockfile";

import { runGit } from "./run-git.ts";

/**
 * Merges the `larder.yaml` of two sides line by line, as git does, and writes it into `ours`. Where both
 * sides wrote lines at one place, as two new wants are, the lines of both are taken. Returns whether that
 * means exactly what both sides want; else the file is what git makes of it, mostly with its markers, or stays as it
 * is when git makes nothing of it.
 */
export async function mergeManifestFiles(directory: string, sides: ThreeWay<string>): Promise<boolean> {
  const files = [sides.ours, sides.base, sides.theirs];
  const labels = ["-L", "ours", "-L", "base", "-L", "theirs"];
  const plain = await runGit(directory, ["merge-file", "-p", ...labels, ...files]);
  if (plain.exitCode > conflictsMax) return false;
  const union = await runGit(directory, ["merge-file", "-p", "--union", ...labels, ...files]);
  const merged = plain.exitCode === 0 ? plain.stdout : union.stdout;
  const isWhole = await isWhatBothWant(sides, merged);
  await writeFile(sides.ours, isWhole ? merged : plain.stdout);
  return isWhole;
}

/** `git merge-file` ends with the number of conflicts, at most this; with more it failed, and printed nothing. */
const conflictsMax = 127;

/** Sections whose entries each stand for themselves: what one side says of a package is nothing to the other. */
const separate = ["wants", "packages"] as const;

async function isWhatBothWant({ base, ours, theirs }: ThreeWay<string>, text: string): Promise<boolean> {
  try {
    const [was, mine, yours] = [await read(base), await read(ours), await read(theirs)];
    const merged = parseHostManifest(text);
    const whole = omitSeparate({ was, mine, yours, merged });
    return [whole, ...separate.map((name) => sectionOf(name, { was, mine, yours, merged }))].every(isMerged);
  } catch (error) {
    if (error instanceof HostError) return false;
    throw error;
  }
}

async function read(path: string): Promise<HostManifest> {
  return parseHostManifest(await readFile(path, "utf8"));
}

type Entries = { readonly [key: string]: unknown };
type Four<Value> = { readonly was: Value; readonly mine: Value; readonly yours: Value; readonly merged: Value };

function omitSeparate(four: Four<HostManifest>): Four<Entries> {
  return mapFour(four, ({ wants: _wants, packages: _packages, ...rest }) => rest);
}

function sectionOf(name: (typeof separate)[number], four: Four<HostManifest>): Four<Entries> {
  return mapFour(four, ({ wants, packages }) =>
    name === "packages" ? packages : Object.fromEntries(wants.map(({ alias, wanted }) => [alias, wanted])),
  );
}

function mapFour({ was, mine, yours, merged }: Four<HostManifest>, map: (one: HostManifest) => Entries): Four<Entries> {
  return { was: map(was), mine: map(mine), yours: map(yours), merged: map(merged) };
}

/** Is each entry of what was merged what the side that changed it says? */
function isMerged(four: Four<Entries>): boolean {
  const { was, mine, yours, merged } = four;
  return Object.keys({ ...was, ...mine, ...yours, ...merged }).every((key) => {
    const isMine = isDeepStrictEqual(merged[key], mine[key]);
    const isYours = isDeepStrictEqual(merged[key], yours[key]);
    return (
      (isMine && (isYours || isDeepStrictEqual(yours[key], was[key]))) ||
      (isYours && isDeepStrictEqual(mine[key], was[key]))
    );
  });
}
