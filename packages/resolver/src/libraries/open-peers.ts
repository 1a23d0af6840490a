import { compareText } from "../compare-text.ts";
import type { LibraryNode } from "./library-node.ts";
import { listAskers } from "./list-askers.ts";
import type { SameNodes } from "./same-nodes.ts";

/** A name that a package looks up in whoever asks for it. */
export type OpenPeer = {
  readonly name: string;
  /** Something below the package looks the name up through it. */
  readonly isPassedOn: boolean;
};

/** Package → its open peers, sorted by name. Packages without any are left out. */
export type OpenPeers = ReadonlyMap<LibraryNode, readonly OpenPeer[]>;

/**
 * Returns the open peers of all packages: their own peers, and those of their dependencies that neither
 * they nor the dependency answer.
 *
 * A package without open peers is the same instance wherever it stands. Each name is followed upwards
 * by itself, so that no edge is looked at twice for it.
 */
export function findOpenPeers({ nodes, one }: SameNodes): OpenPeers {
  const askers = listAskers(nodes, one);
  const open = new Map<LibraryNode, OpenPeer[]>();
  for (const [name, declaring] of listDeclaring(nodes)) {
    const reached = new Set(declaring);
    const passing = new Set<LibraryNode>();
    for (const node of reached) {
      for (const asker of askers.get(node) ?? []) {
        if (name === asker.name || asker.edges.has(name)) continue;
        reached.add(asker);
        passing.add(asker);
      }
    }
    for (const node of reached) {
      const peer = { name, isPassedOn: passing.has(node) };
      const peers = open.get(node);
      if (peers) peers.push(peer);
      else open.set(node, [peer]);
    }
  }
  return open;
}

/** Peer name → the packages that have it, by name. */
function listDeclaring(nodes: readonly LibraryNode[]): [string, LibraryNode[]][] {
  const declaring = new Map<string, LibraryNode[]>();
  for (const node of nodes) {
    for (const { alias } of node.peers) {
      const known = declaring.get(alias);
      if (known) known.push(node);
      else declaring.set(alias, [node]);
    }
  }
  return [...declaring].toSorted(([a], [b]) => compareText(a, b));
}
