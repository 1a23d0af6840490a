import { compareText } from "../compare-text.ts";
import type { Incompatibility } from "../pubgrub/incompatibility.ts";
import { makeInstances, type Instances } from "./instances.ts";
import { LibraryGraph, type LibraryWorld } from "./library-graph.ts";
import type { LibraryNode } from "./library-node.ts";

export type LibrarySolution =
  | { readonly outcome: "solved"; readonly graph: LibraryGraph; readonly instances: Instances }
  /** Documents are not at hand. */
  | { readonly outcome: "unknown" }
  /** Phase one has to be solved again, with this. */
  | { readonly outcome: "learned"; readonly learned: readonly Incompatibility[] };

/** Finds the libraries below the singletons and the wants of `world`, by npm's rules. */
export function solveLibraries(world: Omit<LibraryWorld, "dropped">): LibrarySolution {
  const dropped = new Set<string>();
  for (;;) {
    const graph = new LibraryGraph({ ...world, dropped });
    const instances = answerAllPeers(graph, world);
    if (world.documents.needed.length > 0) return { outcome: "unknown" };
    if (graph.learned.length > 0) return { outcome: "learned", learned: graph.learned };
    if (graph.toDrop.length === 0) return { outcome: "solved", graph, instances };
    for (const edge of graph.toDrop) dropped.add(edge);
  }
}

/**
 * An answer to a peer brings packages that may have peers of their own, and may answer those below it.
 *
 * So what a package got for itself in an early round may be answered from above in the end. That is
 * taken away again: otherwise names of instances would tell of the way here, and not of the graph.
 */
function answerAllPeers(graph: LibraryGraph, world: Omit<LibraryWorld, "dropped">): Instances {
  const make = (): Instances => makeInstances(graph.nodes, listRoots(graph), (name) => seenInHost(graph, world, name));
  const tried = new Set<string>();
  for (;;) {
    const instances = make();
    const open = instances.unanswered.filter(({ node, peer }) => !tried.has(`${node.key} ${peer.alias}`));
    if (open.length === 0) return dropUnusedAnswers(graph, instances) ? make() : instances;
    for (const { node, peer } of open) tried.add(`${node.key} ${peer.alias}`);
    graph.answerPeers(open);
  }
}

function dropUnusedAnswers(graph: LibraryGraph, { ownAnswers }: Instances): boolean {
  let isChanged = false;
  for (const node of graph.nodes.values()) {
    for (const alias of node.ownPeers.keys()) {
      if (!ownAnswers.has(`${node.key} ${alias}`)) isChanged = node.ownPeers.delete(alias) || isChanged;
    }
  }
  return isChanged;
}

function listRoots(graph: LibraryGraph): LibraryNode[] {
  const singletons = [...graph.nodes.values()].filter(({ kind }) => kind === "singleton");
  return [...singletons, ...graph.wanted.values()].toSorted((a, b) => compareText(a.key, b.key));
}

/** The host's own libraries answer peers by the alias that they are wanted under. */
function seenInHost(
  graph: LibraryGraph,
  { singletons }: Pick<LibraryWorld, "singletons">,
  name: string,
): LibraryNode | undefined {
  const wanted = graph.wanted.get(name);
  if (wanted) return wanted;
  for (const [singleton, chosen] of singletons) {
    if (singleton === name) return graph.nodes.get(`${singleton}@${chosen.version}`);
  }
  return undefined;
}
