import { type NodeId, type Platform, type ResolvedNode, runsOn } from "@larder/resolver";

import type { Lockfile } from "./lockfile.ts";

/** What a machine gets of a lock, which has the packages of all platforms. */
export type PlatformPackages = {
  /** Sorted. */
  readonly gets: readonly NodeId[];
  /** Packages that cannot run there, and that what it needs cannot do without; none when the host runs there. Sorted. */
  readonly lacks: readonly NodeId[];
};

/**
 * Returns what a machine of `platform` gets: optional packages that cannot run there are left out, with
 * what cannot do without them and what only they need.
 */
export function listPlatformPackages({ resolution }: Lockfile, platform: Platform): PlatformPackages {
  const { wants, nodes } = resolution;
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const unusable = findUnusable(nodes, platform);
  const gets = new Set(wants.map(({ to }) => to));
  for (const id of gets) {
    for (const { kind, to } of byId.get(id)?.edges ?? []) {
      if (to !== "provided" && !(kind === "optional" && unusable.has(to))) gets.add(to);
    }
  }
  const isThere = (id: NodeId): boolean => byId.has(id);
  const runs = (id: NodeId): boolean => runsOn(byId.get(id) ?? {}, platform);
  const all = [...gets].filter(isThere);
  return { gets: all.filter(runs).toSorted(), lacks: all.filter((id) => !runs(id)).toSorted() };
}

/** Returns what cannot run there, and what cannot do without it: only an optional edge is done without. */
function findUnusable(nodes: readonly ResolvedNode[], platform: Platform): ReadonlySet<NodeId> {
  const askers = new Map<NodeId, NodeId[]>();
  for (const { id, edges } of nodes) {
    for (const { kind, to } of edges) {
      if (kind !== "optional" && to !== "provided") askers.set(to, [...(askers.get(to) ?? []), id]);
    }
  }
  const unusable = new Set(nodes.filter((node) => !runsOn(node, platform)).map(({ id }) => id));
  for (const id of unusable) for (const asker of askers.get(id) ?? []) unusable.add(asker);
  return unusable;
}
