import { type HostManifest, readHostManifest } from "@larder/host-directory";
import { type Lockfile } from "@larder/lockfile";
import { policyOfNobody } from "@larder/resolver";

import { changeMeans, type HostChangeOptions } from "./change-means.ts";
import { relock } from "./settle-lock.ts";

/**
 * Returns the lock of what two merged locks want together, with the pins of both where they fit;
 * nothing is written. Of `larder.yaml`, which may be in the middle of a merge itself, only the
 * registries count. Throws what `lockHost` throws.
 */
export async function solveMerge(options: HostChangeOptions & { readonly merged: Lockfile }): Promise<Lockfile> {
  const { directory, merged } = options;
  const manifest = manifestOf(await readHostManifest(directory), merged);
  return await relock({ ...changeMeans(options), manifest, locked: merged, update: [] });
}

function manifestOf(manifest: HostManifest, { resolution, unsolved = [] }: Lockfile): HostManifest {
  const { overrides, shared, extensions = {}, policy = policyOfNobody } = resolution;
  const { allowScripts, signatures, registryDefault } = manifest.policy;
  const places = new Map(manifest.wants.map(({ alias, declaredIn }) => [alias, declaredIn]));
  const wants = [...resolution.wants, ...unsolved].map(({ alias, wanted }) => ({
    alias,
    wanted,
    declaredIn: places.get(alias) ?? "the merge",
  }));
  return {
    ...manifest,
    wants: wants.toSorted((one, other) => (one.alias < other.alias ? -1 : 1)),
    overrides,
    shared,
    extensions,
    policy: { ...policy, allowScripts, signatures, registryDefault },
  };
}
