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

/** An answer to a peer brings packages that may have peers of their own. */
function answerAllPeers(graph: LibraryGraph, world: Omit<LibraryWorld, "dropped">): Instances {
  const tried = new Set<string>();
  for (;;) {
    const instances = makeInstances(graph.nodes, listRoots(graph), (name) => seenInHost(graph, world, name));
    const open = instances.unanswered.filter(({ node, peer }) => !tried.has(`${node.key} ${peer.alias}`));
    if (open.length === 0) return instances;
    for (const { node, peer } of open) tried.add(`${node.key} ${peer.alias}`);
    graph.answerPeers(open);
  }
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
