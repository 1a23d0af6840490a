import { findCurrentGeneration, type HostManifest, type HostWant } from "@larder/host-directory";
import type { Lockfile } from "@larder/lockfile";
import { type PackageName, parseWanted } from "@larder/package-spec";
import type { GivenPackage, NodeSource, ResolvedNode } from "@larder/resolver";
import pMap from "p-map";

import type { HostSources } from "./host-sources.ts";
import { GitError } from "./source-error.ts";
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
 * at the commit that was locked, unless its name is in `update` or it is wanted otherwise; one that stays
 * and cannot be reached is read from where it is installed.
 */
export async function readGiven(
  input: GivenInput & { readonly directory: string; readonly update: readonly string[] },
): Promise<readonly GivenPackage[]> {
  const outer = listOuterWants(input.manifest);
  return await pMap(
    outer,
    async ({ want, place }) => {
      const node = findLocked(input.locked, want);
      const name = want.alias as PackageName;
      const moves = [want.alias, node?.name ?? ""].some((moving) => input.update.includes(moving));
      const { source, manifest } = await (node !== undefined && !moves && isPinned(node.source, place)
        ? readAgain(input, { from: placeOf(node.source), name, node })
        : input.sources.read(place, name));
      return { alias: want.alias, source, manifest };
    },
    { concurrency: readsAtOnce },
  );
}

type Locked = { readonly from: SourcePlace; readonly name: PackageName; readonly node: ResolvedNode };

/**
 * Reads what was locked once more. When its repository cannot be reached, the installed files do: packed
 * again they have the integrity that was locked, or they are not the same.
 */
async function readAgain(
  { directory, sources }: GivenInput & { readonly directory: string },
  { from, name, node }: Locked,
): Promise<Pick<GivenPackage, "source" | "manifest">> {
  try {
    return await sources.read(from, name);
  } catch (error) {
    const { source } = node;
    if (!(error instanceof GitError) || source.type !== "git") throw error;
    const generation = await findCurrentGeneration(directory);
    const path = generation?.packages.find((pkg) => pkg.node === node.id)?.path;
    if (path === undefined) throw error;
    const { manifest } = await sources.read({ type: "path", path }, name);
    if (manifest.dist.integrity !== node.integrity) throw error;
    return { source, manifest };
  }
}

/** Whoever edits a lock chooses no repository: its commit counts only for the one that is wanted. */
function isPinned(source: NodeSource, place: SourcePlace): boolean {
  return source.type === "git" && place.type === "git" && source.repository === place.repository;
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
