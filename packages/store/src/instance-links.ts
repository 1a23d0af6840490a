import type { PackageName } from "@larder/package-spec";
import type { NodeId, Resolution, ResolvedNode } from "@larder/resolver";

import { fitsMachine, PlatformError } from "./machine.ts";
import type { Machine } from "./read-machine.ts";
import { findUnusable } from "./unusable-nodes.ts";

/** What stands beside a package in its instance: the name it is imported by, and the instance that answers. */
export type InstanceLink = { readonly alias: string; readonly to: NodeId };

/** A package that this machine gets, with its links sorted by alias. */
export type LinkedNode = { readonly node: ResolvedNode; readonly links: readonly InstanceLink[] };

/**
 * Returns what of `resolution` this machine gets: a lock lists the packages of all platforms.
 *
 * An optional package of another platform is left out, one that needs such a package as well, and so
 * is what only they need. Edges to the running host's own copy are no links. Throws
 * {@link PlatformError} when a package that is not optional cannot run here.
 */
export function selectNodes(resolution: Resolution, machine: Machine): ReadonlyMap<NodeId, LinkedNode> {
  const nodes = new Map(resolution.nodes.map((node) => [node.id, node]));
  const unusable = findUnusable(resolution.nodes, machine);
  const selected = new Map<NodeId, LinkedNode>();
  const waiting = resolution.wants.map((want) => want.to).toReversed();
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (selected.has(id)) continue;
    const node = nodeOf(nodes, id);
    if (!fitsMachine(node, machine)) throw new PlatformError(node, machine);
    const links = linksOf(node, nodes, unusable);
    selected.set(id, { node, links });
    for (const link of links) waiting.push(link.to);
  }
  return selected;
}

function linksOf(
  node: ResolvedNode,
  nodes: ReadonlyMap<NodeId, ResolvedNode>,
  unusable: ReadonlySet<NodeId>,
): readonly InstanceLink[] {
  const targets = new Map<string, NodeId>();
  for (const edge of node.edges) {
    if (edge.to === "provided") continue;
    const target = nodeOf(nodes, edge.to);
    if (edge.kind === "optional" && unusable.has(target.id)) continue;
    const alias = importName(edge.alias, target.name);
    if (!targets.has(alias)) targets.set(alias, edge.to);
  }
  return [...targets]
    .map(([alias, to]) => ({ alias, to }))
    .toSorted((left, right) => (left.alias < right.alias ? -1 : 1));
}

/** A capability is not imported by its own name but by that of the package that provides it. */
function importName(alias: string, target: PackageName): string {
  return alias.startsWith("capability:") ? target : alias;
}

function nodeOf(nodes: ReadonlyMap<NodeId, ResolvedNode>, id: NodeId): ResolvedNode {
  const node = nodes.get(id);
  if (node === undefined) throw new Error(`The resolution has no node ${id}`);
  return node;
}
