import type { HostManifest, HostWant } from "@larder/host-directory";
import type { Lockfile } from "@larder/lockfile";
import { type PackageName, parseWanted } from "@larder/package-spec";
import type { GivenPackage, ResolvedNode } from "@larder/resolver";
import pMap from "p-map";

import type { HostSources } from "./host-sources.ts";
import { findSourcePlace, placeOf, type SourcePlace } from "./source-place.ts";

/** What a host wants from outside of registries, and what was locked of it. */
export type GivenInput = {
  readonly manifest: HostManifest;
  readonly locked: Lockfile | undefined;
  readonly sources: HostSources;
};

const readsAtOnce = 4;

/**
 * Reads every package that the host wants from outside of a registry, sorted by alias. A repository stays
 * at the commit that was locked, unless its name is in `update` or it is wanted otherwise.
 */
export async function readGiven(
  input: GivenInput & { readonly update: readonly string[] },
): Promise<readonly GivenPackage[]> {
  const outer = listOuterWants(input.manifest);
  return await pMap(
    outer,
    async ({ want, place }) => {
      const node = findLocked(input.locked, want);
      const moves = node === undefined || input.update.includes(node.name) || input.update.includes(want.alias);
      const from = moves || node.source.type !== "git" ? place : placeOf(node.source);
      const { source, manifest } = await input.sources.read(from, want.alias as PackageName);
      return { alias: want.alias, source, manifest };
    },
    { concurrency: readsAtOnce },
  );
}

/** Lists the wants of folders and archives on this disk that are no longer what was locked. */
export async function findChangedPaths(input: GivenInput): Promise<readonly HostWant[]> {
  const changed: HostWant[] = [];
  for (const { want, place } of listOuterWants(input.manifest)) {
    const node = findLocked(input.locked, want);
    if (place.type !== "path" || node === undefined) continue;
    const { manifest } = await input.sources.read(place, want.alias as PackageName);
    if (manifest.dist.integrity !== node.integrity) changed.push(want);
  }
  return changed;
}

/** Lists the wants of `manifest` that no registry answers, each with where it is. */
export function listOuterWants(
  manifest: HostManifest,
): readonly { readonly want: HostWant; readonly place: SourcePlace }[] {
  return manifest.wants.flatMap((want) => {
    const place = findSourcePlace(parseWanted(want.wanted));
    return place === undefined ? [] : [{ want, place }];
  });
}

/** Returns what was locked for `want`, as long as it is wanted as it was. */
function findLocked(locked: Lockfile | undefined, { alias, wanted }: HostWant): ResolvedNode | undefined {
  const { wants = [], nodes = [] } = locked?.resolution ?? {};
  const root = wants.find((want) => want.alias === alias && want.wanted === wanted);
  return nodes.find(({ id }) => id === root?.to);
}
