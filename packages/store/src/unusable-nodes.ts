import type { NodeId, ResolvedNode } from "@larder/resolver";

import { fitsMachine } from "./machine.ts";
import type { Machine } from "./read-machine.ts";

/**
 * Returns the nodes that `machine` cannot run: those of other platforms, and whatever cannot do
 * without one of them. Only an optional edge is done without.
 */
export function findUnusable(nodes: Iterable<ResolvedNode>, machine: Machine): ReadonlySet<NodeId> {
  const unusable = new Set<NodeId>();
  const askers = new Map<NodeId, NodeId[]>();
  for (const node of nodes) {
    if (!fitsMachine(node, machine)) unusable.add(node.id);
    for (const { kind, to } of node.edges) {
      if (kind === "optional" || to === "provided") continue;
      const known = askers.get(to);
      if (known) known.push(node.id);
      else askers.set(to, [node.id]);
    }
  }
  // A set is walked in the order in which it grows, so what is added here has its turn too.
  for (const id of unusable) for (const asker of askers.get(id) ?? []) unusable.add(asker);
  return unusable;
}
