import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

import { listGenerations, readGeneration } from "@larder/host-directory";

import { draftPath } from "./drafts.ts";
import { type InstanceKey } from "./instance-keys.ts";
import { StoreError } from "./store-error.ts";
import type { StorePaths } from "./store-paths.ts";
import { namesIn } from "./stored-instances.ts";

/** Notes that the host in `directory` uses the store. */
export function noteHost(paths: StorePaths, directory: string): void {
  const host = resolve(directory);
  const note = paths.host(host);
  if (readNote(note) === host) return;
  try {
    writeNote(paths, note, host);
  } catch (error) {
    // Of a disk that can only be read nothing is ever removed, so nobody has to know.
    if ((error as NodeJS.ErrnoException).code !== "EROFS") throw error;
  }
}

function writeNote(paths: StorePaths, note: string, host: string): void {
  mkdirSync(paths.hosts, { recursive: true });
  mkdirSync(paths.temporary, { recursive: true });
  const draft = draftPath(paths.temporary);
  // Once for each host. A note that a power cut leaves empty would no longer say what may not be removed.
  writeFileSync(draft, host, { flag: "wx", flush: true });
  renameSync(draft, note);
}

/** The hosts that the store knows: those that are there, and the notes of those that are gone. */
export type KnownHosts = {
  readonly present: readonly string[];
  readonly gone: readonly { readonly host: string; readonly note: string }[];
};

/**
 * Returns the hosts that the store knows, sorted. A host that cannot be looked at is not gone, and throws; so does
 * a note that is not what was written, with {@link StoreError}.
 */
export function readKnownHosts(paths: StorePaths): KnownHosts {
  const all = namesIn(paths.hosts)
    .map((name) => getNoted(paths, join(paths.hosts, name)))
    .toSorted((a, b) => (a.host < b.host ? -1 : 1));
  return { present: all.filter(isPresent).map(({ host }) => host), gone: all.filter((known) => !isPresent(known)) };
}

function getNoted(paths: StorePaths, note: string): KnownHosts["gone"][number] {
  const host = readNote(note);
  if (host === undefined || paths.host(host) !== note) throw StoreError.lostNote(paths.root, note);
  return { host, note };
}

function isPresent({ host }: { readonly host: string }): boolean {
  return statSync(join(host, ".larder"), { throwIfNoEntry: false }) !== undefined;
}

/**
 * Returns the instances that the generations of `hosts` link to. Throws `HostError` when a generation cannot be
 * read: then it is not known what it needs.
 */
export async function findRoots(hosts: readonly string[]): Promise<ReadonlySet<InstanceKey>> {
  const roots = new Set<InstanceKey>();
  for (const host of hosts) {
    for (const number of await listGenerations(host)) {
      const { packages } = await readGeneration(host, number);
      for (const { path } of packages) {
        const key = keyOf(path);
        if (key !== undefined) roots.add(key);
      }
    }
  }
  return roots;
}

/**
 * Returns the key of the instance in which the package at `path` is. A store may have been moved, or be known by
 * several paths: whatever key stands in a path counts.
 */
export function keyOf(path: string): InstanceKey | undefined {
  return /[/\\]instances[/\\]([0-9a-z]{31})[/\\]node_modules[/\\]/.exec(path)?.[1];
}

function readNote(note: string): string | undefined {
  try {
    return readFileSync(note, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
