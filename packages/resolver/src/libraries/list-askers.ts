import type { LibraryNode } from "./library-node.ts";

/** Returns who asks for each library of `nodes`, by its dependencies and by what it answers itself with; `one` stands for nodes that are the same. */
export function listAskers(
  nodes: Iterable<LibraryNode>,
  one: (node: LibraryNode) => LibraryNode = (node) => node,
): ReadonlyMap<LibraryNode, readonly LibraryNode[]> {
  const askers = new Map<LibraryNode, LibraryNode[]>();
  for (const node of nodes) {
    for (const { to } of [...node.edges.values(), ...node.ownPeers.values()]) {
      if (to === "provided" || to.kind === "singleton") continue;
      const target = one(to);
      const known = askers.get(target);
      if (known) known.push(node);
      else askers.set(target, [node]);
    }
  }
  return askers;
}
