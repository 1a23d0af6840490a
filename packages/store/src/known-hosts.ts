import { statSync } from "node:fs";
import { join } from "node:path";

import { listGenerations, readGeneration } from "@larder/host-directory";

import { type InstanceKey, keyOf } from "./instance-keys.ts";
import { readNote } from "./note-host.ts";
import { StoreError } from "./store-error.ts";
import type { StorePaths } from "./store-paths.ts";
import { namesIn } from "./stored-instances.ts";

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
