import type { WorkBudget } from "../work-budget.ts";
import type { LibraryNode } from "./library-node.ts";
import { listAskers } from "./list-askers.ts";

/** To look at what a package leads to takes about as long as this many steps of the search for singletons. */
const stepsPerComparison = 10;

/**
 * Returns node → a number that the same nodes have in common: those that say the same, and whose edges lead to the same,
 * until that tells no more of them apart, or `budget` is spent.
 */
export function classifyNodes(nodes: readonly LibraryNode[], budget: WorkBudget): ReadonlyMap<LibraryNode, number> {
  const classes = new Map<LibraryNode, number>();
  const members = [...Map.groupBy(nodes, describe).values()].map((same) => new Set(same));
  for (const [number, same] of members.entries()) for (const node of same) classes.set(node, number);
  const askers = listAskers(nodes);
  let open: Iterable<LibraryNode> = nodes;
  while (!budget.isSpent) {
    const changed = splitClasses(
      Map.groupBy(open, (node) => classes.get(node) ?? 0),
      { classes, members, budget },
    );
    if (changed.length === 0) break;
    open = new Set(changed.flatMap((node) => askers.get(node) ?? []));
  }
  return classes;
}

type Classes = {
  readonly classes: Map<LibraryNode, number>;
  /** Number → the nodes that have it. */
  readonly members: Set<LibraryNode>[];
  readonly budget: WorkBudget;
};

/**
 * Gives nodes that lead elsewhere than others of their class a number of their own, and returns these. `open` are those
 * whose edges lead to a node with another number than before: all others of a class lead to the same. The largest part
 * of a class keeps the number, so that each node gets a new one seldom.
 */
function splitClasses(
  open: ReadonlyMap<number, readonly LibraryNode[]>,
  { classes, members, budget }: Classes,
): LibraryNode[] {
  const changed: LibraryNode[] = [];
  for (const [number, suspects] of open) {
    const all = members[number];
    if (!all || all.size < 2) continue;
    budget.spend(stepsPerComparison * suspects.length);
    const parts = [...Map.groupBy(suspects, (node) => listTargets(node, classes)).values()];
    for (const part of listLeaving(parts, all, suspects)) {
      members.push(new Set(part));
      for (const node of part) {
        all.delete(node);
        classes.set(node, members.length - 1);
      }
      changed.push(...part);
    }
  }
  return changed;
}

/** Returns all parts of a class but the largest; those of it that are no suspects are one part. */
function listLeaving(
  parts: readonly (readonly LibraryNode[])[],
  all: ReadonlySet<LibraryNode>,
  suspects: readonly LibraryNode[],
): readonly (readonly LibraryNode[])[] {
  const [largest, ...smaller] = parts.toSorted((a, b) => b.length - a.length);
  const otherCount = all.size - suspects.length;
  if (!largest || otherCount >= largest.length) return parts;
  const suspected = new Set(suspects);
  return otherCount === 0 ? smaller : [...smaller, [...all].filter((node) => !suspected.has(node))];
}

/** Returns the numbers of what the edges of a node lead to. */
function listTargets({ edges, ownPeers }: LibraryNode, classes: ReadonlyMap<LibraryNode, number>): string {
  return [...edges.values(), ...ownPeers.values()]
    .map(({ to }) => (to === "provided" ? to : classes.get(to)))
    .join(" ");
}

/** What a node says by itself, with the overrides that hold there. */
function describe({ key, edges, peers, ownPeers }: LibraryNode): string {
  return JSON.stringify([
    key,
    [...edges.values(), ...ownPeers.values()].map(({ alias, kind, wanted }) => [alias, kind, wanted]),
    peers,
  ]);
}
