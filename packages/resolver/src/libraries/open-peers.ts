import { compareText } from "../compare-text.ts";
import type { LibraryNode } from "./library-node.ts";

/** Package → the names that it looks up in whoever asks for it, sorted. Packages without any are left out. */
export type OpenPeers = ReadonlyMap<LibraryNode, readonly string[]>;

/**
 * Returns the open peers of all packages: their own peers, and those of their dependencies that neither
 * they nor the dependency answer.
 *
 * A package without open peers is the same instance wherever it stands. Each name is followed upwards
 * by itself, so that no edge is looked at twice for it.
 */
export function findOpenPeers(nodes: ReadonlyMap<string, LibraryNode>): OpenPeers {
  const askers = listAskers(nodes);
  const open = new Map<LibraryNode, string[]>();
  for (const [name, declaring] of listDeclaring(nodes)) {
    const reached = new Set(declaring);
    for (const node of reached) {
      const names = open.get(node);
      if (names) names.push(name);
      else open.set(node, [name]);
      for (const asker of askers.get(node) ?? []) {
        if (name !== asker.name && !asker.edges.has(name)) reached.add(asker);
      }
    }
  }
  return open;
}

/** Peer name → the packages that have it, by name. */
function listDeclaring(nodes: ReadonlyMap<string, LibraryNode>): [string, LibraryNode[]][] {
  const declaring = new Map<string, LibraryNode[]>();
  for (const node of nodes.values()) {
    for (const { alias } of node.peers) {
      const known = declaring.get(alias);
      if (known) known.push(node);
      else declaring.set(alias, [node]);
    }
  }
  return [...declaring].toSorted(([a], [b]) => compareText(a, b));
}

function listAskers(nodes: ReadonlyMap<string, LibraryNode>): ReadonlyMap<LibraryNode, readonly LibraryNode[]> {
  const askers = new Map<LibraryNode, LibraryNode[]>();
  for (const node of nodes.values()) {
    for (const { to } of [...node.edges.values(), ...node.ownPeers.values()]) {
      if (to === "provided" || to.kind === "singleton") continue;
      const known = askers.get(to);
      if (known) known.push(node);
      else askers.set(to, [node]);
    }
  }
  return askers;
}
