import type { Integrity, PackageName } from "@larder/package-spec";
import type { AbbreviatedManifest } from "@larder/packument";
import type { ResolvedNode } from "@larder/resolver";

import { readArchive } from "./read-archive.ts";
import { readGit } from "./read-git.ts";
import { readPath } from "./read-path.ts";
import type { Ending, Environment } from "./run-git.ts";
import { describeSource, type MadeArchive, type OuterSource, placeOf, type SourcePlace } from "./source-place.ts";

/** A package that was read from where it is. */
export type ReadSource = {
  /** Pinned: a branch became a commit. */
  readonly source: OuterSource;
  readonly manifest: AbbreviatedManifest;
  /** What its user should know, as sentences without an end. */
  readonly notes: readonly string[];
};

/** Reads what a host wants from outside of registries; everything is read once, and kept until it is installed. */
export type HostSources = {
  /**
   * Returns the package at `place` as it is now; it is called `name` when it does not say its own. Throws
   * `BadSourceError` and `GitError`, and what fetching throws.
   */
  read(place: SourcePlace, name: PackageName): Promise<ReadSource>;
  /** Returns what the users of all that was read should know, as sentences without an end. */
  notes(): Promise<readonly string[]>;
  /** Returns the archive of a package that was locked. It fails as soon as `signal` aborts. */
  fetch(node: ResolvedNode, signal?: AbortSignal): Promise<Uint8Array>;
};

/** Where the sources of a host are. */
export type SourceMeans = {
  /** The host: paths are relative to it. */
  readonly directory: string;
  readonly environment: Environment;
  /** Fetches what is at an address, whole. */
  readonly fetchUrl: (url: string, signal?: AbortSignal) => Promise<Uint8Array>;
};

/** Returns what reads the sources of the host in `means.directory`. */
export function hostSources(means: SourceMeans): HostSources {
  const archives = new Map<Integrity, Uint8Array>();
  const read = async (place: SourcePlace, name: PackageName): Promise<ReadSource> => {
    const { source, archive, leftOut } = await makeArchive(means, place, name);
    const { manifest, notes } = await readArchive(archive, describeSource(source));
    if (manifest.dist.integrity !== undefined) archives.set(manifest.dist.integrity, archive);
    const lacks = leftOut.map((path) => `it lacks \`${path}\`, which is a link or another repository`);
    return { source, manifest, notes: [...notes, ...lacks] };
  };
  const reads = new Map<string, Promise<ReadSource>>();
  return {
    read: (place, name) => {
      const key = JSON.stringify([place, name]);
      const begun = reads.get(key) ?? read(place, name);
      reads.set(key, begun);
      // What failed once may be read from elsewhere, and has no notes.
      begun.catch(() => reads.delete(key));
      return begun;
    },
    notes: async () => {
      const finished = await Promise.all(reads.values());
      return finished.flatMap(({ manifest, notes }) => notes.map((note) => `\`${manifest.name}\`: ${note}`));
    },
    fetch: async (node, signal) =>
      archives.get(node.integrity) ??
      (await makeArchive({ ...means, signal }, placeOf(node.source), node.name)).archive,
  };
}

async function makeArchive(means: SourceMeans & Ending, place: SourcePlace, name: PackageName): Promise<MadeArchive> {
  switch (place.type) {
    case "git":
      return await readGit(place, name, means);
    case "path":
      return await readPath(place.path, name, means.directory);
    case "tarball":
      return { source: place, archive: await means.fetchUrl(place.url, means.signal), leftOut: [] };
  }
}
