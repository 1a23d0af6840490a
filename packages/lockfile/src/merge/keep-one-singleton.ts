import { compareVersions } from "@larder/package-spec";
import { compareText, type NodeId, type Resolution, type ResolvedNode, type RootWant } from "@larder/resolver";

import { reach } from "./merge-graph.ts";

/** A graph in which each singleton stands once. */
export type SingletonGraph = {
  readonly wants: readonly RootWant[];
  readonly nodes: ReadonlyMap<NodeId, ResolvedNode>;
  /** Names of singletons of which the sides had different versions. */
  readonly doubled: readonly string[];
};

/**
 * Returns the graph with every edge onto a singleton led to one version of it: what a side moved to
 * rather than what `base` had, else the higher one. Whether that fits their ranges is for who verifies.
 */
export function keepOneSingleton(
  wants: readonly RootWant[],
  nodes: ReadonlyMap<NodeId, ResolvedNode>,
  base: Resolution,
): SingletonGraph {
  const before = new Set(base.nodes.map(({ id }) => id));
  const reached = reach(
    wants.map(({ to }) => to),
    nodes,
  );
  const singletons = [...nodes.values()].filter(({ id, kind }) => kind === "singleton" && reached.has(id));
  const several = [...Map.groupBy(singletons, ({ name }) => name)].filter(([, versions]) => versions.length > 1);
  if (several.length === 0) return { wants, nodes, doubled: [] };

  const redirect = new Map<NodeId, NodeId>();
  for (const [, versions] of several) {
    const kept = versions.toSorted((one, other) => compareKept(other, one, before))[0];
    for (const { id } of versions) if (kept !== undefined && id !== kept.id) redirect.set(id, kept.id);
  }
  const led = <Leading extends { readonly to: NodeId }>(one: Leading): Leading => ({
    ...one,
    to: redirect.get(one.to) ?? one.to,
  });
  return {
    wants: wants.map(led),
    nodes: new Map([...nodes].map(([id, node]) => [id, { ...node, edges: node.edges.map(led) }])),
    doubled: several.map(([name]) => name),
  };
}

function compareKept(one: ResolvedNode, other: ResolvedNode, before: ReadonlySet<NodeId>): number {
  return (
    Number(before.has(other.id)) - Number(before.has(one.id)) ||
    compareVersions(one.version, other.version) ||
    compareText(one.id, other.id)
  );
}
