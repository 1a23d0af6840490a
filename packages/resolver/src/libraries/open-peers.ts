import type { LibraryNode } from "./library-node.ts";

/**
 * Returns, for each package that has any, the names that it looks up in whoever asks for it: its own
 * peers, and those of its dependencies that neither it nor they answer.
 *
 * A package without open peers is the same instance wherever it stands.
 */
export function findOpenPeers(nodes: ReadonlyMap<string, LibraryNode>): ReadonlyMap<LibraryNode, ReadonlySet<string>> {
  const open = new Map<LibraryNode, Set<string>>();
  const askers = new Map<LibraryNode, LibraryNode[]>();
  for (const node of nodes.values()) {
    if (node.peers.length > 0) open.set(node, new Set(node.peers.map(({ alias }) => alias)));
    for (const { to } of [...node.edges.values(), ...node.ownPeers.values()]) {
      if (to !== "provided" && to.kind === "library") askers.set(to, [...(askers.get(to) ?? []), node]);
    }
  }

  const changed = [...open.keys()];
  for (let node = changed.pop(); node; node = changed.pop()) {
    for (const asker of askers.get(node) ?? []) {
      const known = open.get(asker) ?? new Set();
      const before = known.size;
      for (const name of open.get(node) ?? []) {
        if (name !== asker.name && !asker.edges.has(name)) known.add(name);
      }
      if (known.size === before) continue;
      open.set(asker, known);
      changed.push(asker);
    }
  }
  return open;
}
