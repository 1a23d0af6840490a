import { hash, randomBytes } from "node:crypto";
import { lstatSync, readFileSync, readlinkSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { hostPaths } from "@larder/host-directory/host-paths";
import { readBootId } from "@larder/store/boot-id";
import { hostNotePath } from "@larder/store/host-note";

import type { InstallResult } from "./change-host.ts";
import type { MissingVariable } from "./unmet-needs.ts";

/*
 * `.larder/installed.json` says what the last install found, so that the next one can tell in a few
 * milliseconds that there is nothing to do: this file imports nothing that parses anything. It is only a
 * shortcut: whenever something is not as it was, the whole way is taken.
 */

/** What an install depends on, besides the files of the host. */
export type UnchangedQuery = {
  /** The host. */
  readonly directory: string;
  readonly storeDirectory: string;
  /** The version of the core's API. */
  readonly coreVersion: string;
  readonly environment: { readonly [variable: string]: string | undefined };
};

/** What is noted of an install. */
export type InstallNote = {
  readonly result: InstallResult;
  /** The environment variables that its packages need. */
  readonly variables: readonly MissingVariable[];
  /** Where each package is in the store, also far below what is wanted. */
  readonly instances: readonly string[];
};

/** The texts that decide what an install is of. */
export type HostTexts = {
  /** Of `larder.yaml`. */
  readonly manifest: string;
  readonly lock: string;
};

type InstalledFile = InstallNote & { readonly digest: string; readonly mark: string };

/**
 * Returns what an install would, when `larder.yaml`, `larder.lock`, the running generation and its packages
 * are those of the install that was noted last; `undefined` when they are not, or it is not known.
 *
 * Each package must be there, and the store know the host, so that no prune takes them. Bytes are not read again:
 * nobody may change the store, and what a power cut takes from it is looked for after each start of the machine.
 */
export function findUnchangedInstall(query: UnchangedQuery): InstallResult | undefined {
  const started = performance.now();
  const noted = readNote(query.directory);
  const texts = readHostTexts(query.directory);
  if (!noted || !texts || noted.digest !== digestOf(query, texts)) return undefined;
  const { result, variables } = noted;
  if (!runs(query.directory, result.generation)) return undefined;
  if (noted.mark !== markOf(query.directory, result.generation)) return undefined;
  if (!isNoted(query) || !noted.instances.every(isFolder)) return undefined;
  const missingEnvironment = variables.filter(({ variable }) => query.environment[variable] === undefined);
  return { ...result, missingEnvironment, ms: Math.round(performance.now() - started) };
}

/** Notes an install of `texts`, for {@link findUnchangedInstall}. The host must be held. */
export function noteInstall(query: UnchangedQuery, texts: HostTexts, { result, ...note }: InstallNote): void {
  const again = { ...result, unchanged: true, added: [], removed: [], changed: [], leavesRollbackTo: undefined };
  const path = pathOf(query.directory);
  const draft = `${path}.${randomBytes(6).toString("hex")}.tmp`;
  const mark = markOf(query.directory, result.generation);
  writeFileSync(draft, JSON.stringify({ digest: digestOf(query, texts), mark, result: again, ...note }), {
    flag: "wx",
  });
  renameSync(draft, path);
}

/** Returns what a host wants and its lock, as texts; `undefined` when one of them is not there. */
export function readHostTexts(directory: string): HostTexts | undefined {
  const paths = hostPaths(directory);
  const [manifest, lock] = [readIfThere(paths.manifest), readIfThere(paths.lock)];
  return manifest === undefined || lock === undefined ? undefined : { manifest, lock };
}

/** Lets the next install take the whole way: what it depends on cannot be seen from the files of the host. */
export function forgetInstall(directory: string): void {
  rmSync(pathOf(directory), { force: true });
}

const format = 3;

function pathOf(directory: string): string {
  return join(hostPaths(directory).state, "installed.json");
}

function digestOf({ storeDirectory, coreVersion }: UnchangedQuery, { manifest, lock }: HostTexts): string {
  return hash("sha256", JSON.stringify([format, readBootId(), storeDirectory, coreVersion, manifest, lock]));
}

function readNote(directory: string): InstalledFile | null | undefined {
  try {
    return JSON.parse(readIfThere(pathOf(directory)) ?? "") as InstalledFile | null;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function runs(directory: string, generation: number): boolean {
  const { current } = hostPaths(directory);
  const facts = lstatSync(current, { throwIfNoEntry: false });
  return facts?.isSymbolicLink() === true && readlinkSync(current) === join("generations", String(generation));
}

/** A host that was moved is not known at its new place. */
function isNoted({ directory, storeDirectory }: UnchangedQuery): boolean {
  const host = hostPaths(directory).directory;
  return readIfThere(hostNotePath(storeDirectory, host)) === host;
}

function isFolder(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** Whoever writes into a generation by hand changes this. */
function markOf(directory: string, generation: number): string {
  const place = join(hostPaths(directory).generations, String(generation));
  const facts = ["packages.json", "node_modules"].map((name) =>
    lstatSync(join(place, name), { throwIfNoEntry: false }),
  );
  return facts.map((fact) => `${fact?.size} ${fact?.mtimeMs}`).join(" ");
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw error;
  }
}
