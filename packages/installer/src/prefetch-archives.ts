import type { Lockfile } from "@larder/lockfile";
import { isIntegrity, isPackageName, isVersion } from "@larder/package-spec";
import type { PackageFrame } from "@larder/registry-client";
import type { RegistryAlias, ResolvedNode } from "@larder/resolver";

import { archiveFetcher } from "./fetch-archive.ts";
import type { SettleInput } from "./settle-lock.ts";

/** Hears of a package that a lock will probably name. */
export type OnPackage = (frame: PackageFrame) => void;

/** What a lock that is being made is heard of. */
export type Listening = {
  readonly onPackage?: OnPackage;
  /** Hears of the lock as soon as it is solved, before it is known whether its keys and signatures allow it. */
  readonly onLock?: (lock: Lockfile) => void;
};

/**
 * Returns the lock that `solve` makes. What it hears of meanwhile is fetched into the store already, where the lock
 * will be installed into one; when no lock comes of it, that is thrown away.
 *
 * Whoever installs the lock throws away what it does not name.
 */
export async function prefetchArchives<Solved>(
  input: SettleInput,
  solve: (listening: Listening) => Promise<Solved>,
): Promise<Solved> {
  const { store, manifest, locked } = input;
  if (store === undefined) return await solve({});
  if (locked === undefined) store.expectArchives();
  const fetchTarball = archiveFetcher(input);
  const onPackage: OnPackage = (frame) => {
    const node = findNode(frame, manifest.policy.registryDefault);
    if (node !== undefined) store.prefetch(node, fetchTarball);
  };
  try {
    return await solve({ onPackage, onLock: ({ resolution }) => store.prefetchAll(resolution, fetchTarball) });
  } catch (error) {
    await store.discardPrefetched();
    throw error;
  }
}

/** A frame is only a registry's word: for what can be in no lock, nothing is fetched. */
function findNode(frame: PackageFrame, registry: RegistryAlias): ResolvedNode | undefined {
  const { name, version, integrity, tarballPath, os, cpu, libc } = frame;
  if (!isPackageName(name) || !isVersion(version) || !isIntegrity(integrity)) return undefined;
  return {
    id: `${name}@${version}`,
    name,
    version,
    integrity,
    source: { type: "registry", registry, ...(tarballPath !== undefined && { tarballPath }) },
    kind: "library",
    edges: [],
    ...(os && { os }),
    ...(cpu && { cpu }),
    ...(libc && { libc }),
  };
}
