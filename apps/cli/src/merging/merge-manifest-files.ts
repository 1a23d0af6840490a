import { readFile, writeFile } from "node:fs/promises";
import { isDeepStrictEqual } from "node:util";

import { HostError, type HostManifest, parseHostManifest } from "@larder/host-directory";
import type { ThreeWay } from "@larder/lockfile";

import { runGit } from "./run-git.ts";

/**
 * Merges the `larder.yaml` of two sides line by line, as git does, and writes it into `ours`. Where both
 * sides wrote lines at one place, as two new wants are, the lines of both are taken. Returns whether that
 * means exactly what both sides want; else the file is what git makes of it, mostly with its markers.
 */
export async function mergeManifestFiles(directory: string, sides: ThreeWay<string>): Promise<boolean> {
  const files = [sides.ours, sides.base, sides.theirs];
  const labels = ["-L", "ours", "-L", "base", "-L", "theirs"];
  const plain = await runGit(directory, ["merge-file", "-p", ...labels, ...files]);
  const union = await runGit(directory, ["merge-file", "-p", "--union", ...labels, ...files]);
  const merged = plain.exitCode === 0 ? plain.stdout : union.stdout;
  const isMerged = await isWhatBothWant(sides, merged);
  await writeFile(sides.ours, isMerged ? merged : plain.stdout);
  return isMerged;
}

async function isWhatBothWant({ base, ours, theirs }: ThreeWay<string>, text: string): Promise<boolean> {
  try {
    const [was, mine, yours] = [await read(base), await read(ours), await read(theirs)];
    const merged = parseHostManifest(text);
    const sections = Object.keys({ ...was, ...mine, ...yours }).filter((key) => key !== "wants");
    const wants = { was: wantsOf(was), mine: wantsOf(mine), yours: wantsOf(yours), merged: wantsOf(merged) };
    const aliases = Object.keys({ ...wants.was, ...wants.mine, ...wants.yours, ...wants.merged });
    return (
      sections.every((key) => isMerge(key, { was, mine, yours, merged })) &&
      aliases.every((alias) => isMerge(alias, wants))
    );
  } catch (error) {
    if (error instanceof HostError) return false;
    throw error;
  }
}

async function read(path: string): Promise<HostManifest> {
  return parseHostManifest(await readFile(path, "utf8"));
}

type Sections = { readonly [key: string]: unknown };
type Four = { readonly was: Sections; readonly mine: Sections; readonly yours: Sections; readonly merged: Sections };

/** Is what was merged what the side that changed it says? */
function isMerge(key: string, { was, mine, yours, merged }: Four): boolean {
  const isMine = isDeepStrictEqual(merged[key], mine[key]);
  const isYours = isDeepStrictEqual(merged[key], yours[key]);
  return (
    (isMine && (isYours || isDeepStrictEqual(yours[key], was[key]))) ||
    (isYours && isDeepStrictEqual(mine[key], was[key]))
  );
}

function wantsOf({ wants }: HostManifest): Sections {
  return Object.fromEntries(wants.map(({ alias, wanted }) => [alias, wanted]));
}
