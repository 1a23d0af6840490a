import { compareVersions } from "@larder/package-spec";
import { compareText, type Edge, type NodeId, type ResolvedNode, type RootWant } from "@larder/resolver";

import { entryOf, keysOf, mergeValue, onEach, pickGreater, textOf, type ThreeWay } from "./three-way.ts";

/** The packages of both sides, by id; not all of them need be reached. */
export type MergedGraph = {
  readonly nodes: ReadonlyMap<NodeId, ResolvedNode>;
  /** Packages of which the sides say what cannot both be: other bytes, another source. */
  readonly doubtful: ReadonlySet<NodeId>;
  /** Names of packages that both sides moved, each to another version. */
  readonly movedByBoth: ReadonlySet<string>;
};

/** Returns each package as both sides have it; where both moved an edge, it leads to the higher version. */
export function mergeNodes(sides: ThreeWay<readonly ResolvedNode[]>): MergedGraph {
  const maps = onEach(sides, (nodes) => new Map(nodes.map((node) => [node.id, node])));
  const all = new Map([...maps.base, ...maps.theirs, ...maps.ours]);
  const doubtful = new Set<NodeId>();
  const movedByBoth = new Set<string>();
  const nodes = new Map<NodeId, ResolvedNode>();
  for (const id of keysOf(maps)) {
    const { base, ours, theirs } = entryOf(maps, id);
    if (ours === undefined || theirs === undefined) {
      const only = ours ?? theirs;
      if (only !== undefined) nodes.set(id, only);
      continue;
    }
    const facts = mergeValue(onEach({ base, ours, theirs }, factsOf), pickFacts);
    if (facts.isConflict) doubtful.add(id);
    const edges = mergeEdges(
      onEach({ base, ours, theirs }, (node) => node?.edges ?? []),
      all,
      movedByBoth,
    );
    nodes.set(id, { ...(facts.value ?? ours), edges });
  }
  return { nodes, doubtful, movedByBoth };
}

function factsOf(node: ResolvedNode | undefined): Omit<ResolvedNode, "edges"> | undefined {
  if (node === undefined) return undefined;
  const { edges: _edges, ...facts } = node;
  return facts;
}

const pickFacts = pickGreater<Omit<ResolvedNode, "edges">>((one, other) => compareText(textOf(one), textOf(other)));

function mergeEdges(
  sides: ThreeWay<readonly Edge[]>,
  nodes: ReadonlyMap<NodeId, ResolvedNode>,
  movedByBoth: Set<string>,
): Edge[] {
  const maps = onEach(sides, (edges) => new Map(edges.map((edge) => [`${edge.alias} ${edge.kind}`, edge])));
  return keysOf(maps)
    .flatMap((key) => {
      const { value, isConflict } = mergeValue(entryOf(maps, key), pickTarget(nodes));
      if (value !== undefined && isConflict) movedByBoth.add(nodes.get(value.to)?.name ?? value.alias);
      return value ?? [];
    })
    .toSorted((a, b) => compareText(a.alias, b.alias) || compareText(a.kind, b.kind));
}

/** Returns which of two that lead to different packages is kept: the one with the higher version. */
export function pickTarget<Leading extends Pick<Edge, "to"> | Pick<RootWant, "to">>(
  nodes: ReadonlyMap<NodeId, ResolvedNode>,
): (one: Leading | undefined, other: Leading | undefined) => Leading | undefined {
  return pickGreater<Leading>((one, other) => {
    const [first, second] = [nodes.get(one.to), nodes.get(other.to)];
    return first && second ? compareVersions(first.version, second.version) : 0;
  });
}

/** Returns the ids of what `start` leads to, with `start` itself. */
export function reach(start: readonly NodeId[], nodes: ReadonlyMap<NodeId, ResolvedNode>): ReadonlySet<NodeId> {
  const reached = new Set(start.filter((id) => nodes.has(id)));
  for (const id of reached) {
    for (const { to } of nodes.get(id)?.edges ?? []) if (to !== "provided" && nodes.has(to)) reached.add(to);
  }
  return reached;
}
