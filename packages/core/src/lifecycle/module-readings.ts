import { createHash, type Hash } from "node:crypto";
import { createReadStream } from "node:fs";
import { dirname, join, sep } from "node:path";
import { pipeline } from "node:stream/promises";

import type { Component } from "@larder/package-contents";
import { diskTree } from "@larder/tarball";

import { importModule } from "./import-module.ts";
import type { ImportComponent, PackageFiles } from "./read-components.ts";

/** What was read of one component: its contents, and the reading that has them; the first has no name. */
type Reading = { readonly digest: string; readonly name: string | undefined };

/** The newest readings in this process: package directory → the place of a component → its reading. */
const newest = new Map<string, ReadonlyMap<string, Reading>>();
let lastReading = 0;

/**
 * Returns what imports the components of the package in `directory` for one life of it: a component is read again
 * when the files in its place have changed, or files of the package that are no component's; with `reset`, all are.
 *
 * What lies in a store is never changed in its place, so it is not even looked at.
 */
export function importerOf(files: PackageFiles, { reset }: { readonly reset: boolean }): ImportComponent {
  let readings: Promise<ReadonlyMap<string, Reading>> | undefined;
  return async (component) => {
    readings ??= takeReadings(files, reset);
    const reading = (await readings).get(placeOf(component));
    return await importModule(files.directory, component.path, reading?.name);
  };
}

async function takeReadings(files: PackageFiles, reset: boolean): Promise<ReadonlyMap<string, Reading>> {
  const before = newest.get(files.directory);
  const digests = await digestComponents(files);
  const readings = new Map(
    [...digests].map(([place, digest]) => [place, nextReading(before?.get(place), digest, reset)]),
  );
  newest.set(files.directory, readings);
  return readings;
}

function nextReading(before: Reading | undefined, digest: string, reset: boolean): Reading {
  if (before === undefined && !reset) return { digest, name: undefined };
  if (before?.digest === digest && !reset) return before;
  lastReading += 1;
  return { digest, name: String(lastReading) };
}

/** Returns the digest of each component by its place: of its files, and of those that belong to no component. */
export async function digestComponents({ directory, components }: PackageFiles): Promise<ReadonlyMap<string, string>> {
  const places = [...new Set(components.map(placeOf))];
  if (directory.includes(`${sep}node_modules${sep}`)) return new Map(places.map((place) => [place, ""]));
  const hashes = new Map(places.map((place) => [place, createHash("sha256")]));
  const shared = createHash("sha256");
  for (const { path } of diskTree(directory).files) {
    if (isUnread(path)) continue;
    const owner = places.find((place) => path === place || path.startsWith(`${place}/`));
    await addFile(owner === undefined ? shared : (hashes.get(owner) ?? shared), directory, path);
  }
  const ofShared = shared.digest("hex");
  return new Map([...hashes].map(([place, hash]) => [place, hash.update(ofShared).digest("hex")]));
}

/** A plugin is its whole directory, everything else its file. */
function placeOf({ kind, path }: Component): string {
  return kind === "plugin" ? dirname(path) : path;
}

/** Data is what the package writes itself; libraries are read for whoever imports them by name. */
function isUnread(path: string): boolean {
  return /^(?:data|node_modules|\.[^/]+)(?:\/|$)/.test(path);
}

async function addFile(hash: Hash, directory: string, path: string): Promise<void> {
  hash.update(`${path}\0`);
  await pipeline(createReadStream(join(directory, path)), async (chunks) => {
    for await (const chunk of chunks) hash.update(chunk as Buffer);
  });
  hash.update("\0");
}
