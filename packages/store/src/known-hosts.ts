import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

import { listGenerations, readGeneration } from "@larder/host-directory";

import { draftPath } from "./drafts.ts";
import { type InstanceKey } from "./instance-keys.ts";
import type { StorePaths } from "./store-paths.ts";
import { namesIn } from "./stored-instances.ts";

/** Notes that the host in `directory` uses the store. */
export function noteHost(paths: StorePaths, directory: string): void {
  const host = resolve(directory);
  const note = paths.host(host);
  if (readNote(note) === host) return;
  mkdirSync(paths.hosts, { recursive: true });
  mkdirSync(paths.temporary, { recursive: true });
  const draft = draftPath(paths.temporary);
  writeFileSync(draft, host, { flag: "wx" });
  renameSync(draft, note);
}

/** The hosts that the store knows: those that are there, and the notes of those that are gone. */
export type KnownHosts = {
  readonly present: readonly string[];
  readonly gone: readonly { readonly host: string; readonly note: string }[];
};

/** Returns the hosts that the store knows, sorted. A host that cannot be looked at is not gone, and throws. */
export function readKnownHosts(paths: StorePaths): KnownHosts {
  const notes = namesIn(paths.hosts).map((name) => join(paths.hosts, name));
  const all = notes
    .map((note) => ({ note, host: readNote(note) ?? "" }))
    .toSorted((a, b) => (a.host < b.host ? -1 : 1));
  return { present: all.filter(isPresent).map(({ host }) => host), gone: all.filter((known) => !isPresent(known)) };
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

/** A store may have been moved, or be known by several paths: whatever key stands in a path counts. */
function keyOf(path: string): InstanceKey | undefined {
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
