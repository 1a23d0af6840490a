import { answerPeers } from "./answer-peers.ts";
import type { Instances } from "./instances.ts";
import type { PeerAnswer, PeerAnswers } from "./joint-peers.ts";
import { type Learned, LibraryGraph } from "./library-graph.ts";
import type { LibraryWorld } from "./library-world.ts";

export type LibrarySolution =
  | { readonly outcome: "solved"; readonly graph: LibraryGraph; readonly instances: Instances }
  /** Documents are not at hand. */
  | { readonly outcome: "unknown" }
  | { readonly outcome: "too-hard" }
  /** Phase one has to be solved again, with this. */
  | { readonly outcome: "learned"; readonly learned: readonly Learned[] };

/** Answers that keep changing each other would never end; then those that stand stay, and packages answer for themselves. */
const restartsMax = 16;

/** Wants stop giving way before that, so that an answer with the wants as they are is still found. */
const restartsWithWantsMax = 6;

/** To place a package takes about as long as this many steps of the search for singletons. */
const stepsPerPackage = 20;

/** Finds the libraries below the singletons and the wants of `world`, by npm's rules; `dropped` are optional edges that are left out from the start. */
export function solveLibraries(world: Omit<LibraryWorld, "answered">): LibrarySolution {
  const dropped = new Set(world.dropped);
  let answered = lockedAnswers(world);
  for (let restarts = 0; ;) {
    const tried: LibraryWorld = { ...world, dropped, answered };
    const graph = new LibraryGraph(tried);
    const peers = answerPeers(graph, tried, {
      mayRestart: restarts < restartsMax,
      mayMoveWants: restarts < restartsWithWantsMax,
    });
    world.budget.spend(graph.nodes.size * stepsPerPackage);
    if (world.documents.needed.length > 0) return { outcome: "unknown" };
    if (world.budget.isSpent) return { outcome: "too-hard" };
    if (peers.outcome === "again") {
      answered = peers.answered;
      restarts++;
      continue;
    }
    if (graph.learned.length > 0) return { outcome: "learned", learned: graph.learned };
    if (graph.toDrop.length === 0) return { outcome: "solved", graph, instances: peers.instances };
    for (const edge of graph.toDrop) dropped.add(edge);
    answered = new Map();
  }
}

/** What is locked stands there from the start, so that nothing on the way to the answer can lead elsewhere. */
function lockedAnswers({ locked, request, documents }: Omit<LibraryWorld, "answered">): PeerAnswers {
  const wanted = new Set(request.wants.map(({ alias }) => alias));
  const standing = [...locked.inHost].flatMap(([alias, { name, version }]): [string, PeerAnswer][] => {
    const versions = wanted.has(alias) ? undefined : documents.find(name);
    const chosen = versions === undefined || versions === "missing" ? undefined : versions.byVersion.get(version);
    return chosen ? [[alias, { name, chosen, by: undefined }]] : [];
  });
  return new Map(standing);
}
