import { compareText } from "../compare-text.ts";
import type { OverrideScope } from "../overrides/override-scope.ts";
import type { NodeId } from "../resolution.ts";
import type { WorkBudget } from "../work-budget.ts";
import { listPeers } from "../singletons/relations.ts";
import { classifyNodes } from "./classify-nodes.ts";
import type { LibraryNode } from "./library-node.ts";
import { listAskers } from "./list-askers.ts";
import { listDependencies } from "./list-dependencies.ts";

/** To follow a scope one package up takes about as long as this many steps of the search for singletons. */
const stepsPerMark = 10;

/** Names that overrides make long count as those that peers make long. */
const stepsPerLetter = 10;

/** Which nodes of a graph are one package, and how it is called before its peers are answered. */
export type SameNodes = {
  /** The nodes that stand for all that are the same as they. */
  readonly nodes: readonly LibraryNode[];
  /** Returns the one that stands for `node`. */
  readonly one: (node: LibraryNode) => LibraryNode;
  /** Returns all that are the same as `node`. */
  readonly all: (node: LibraryNode) => readonly LibraryNode[];
  /** `name@version`, and in brackets the overrides from above that make it another one: `view@1.0.0[chat>**]`. */
  readonly nameOf: (node: LibraryNode) => NodeId;
};

/**
 * Finds which of the nodes that are reached from `roots` are the same package: one version, which asks for the same
 * and gets the same, as deep as one looks. So an override makes other instances only of what leads to something
 * that it changes. To compare them spends of `budget`; when it is spent before, those that are left count as the same.
 */
export function findSameNodes(roots: readonly LibraryNode[], budget: WorkBudget): SameNodes {
  const nodes = listReached(roots);
  if (nodes.every(({ key, placeKey }) => key === placeKey)) {
    return { nodes, one: (node) => node, all: (node) => [node], nameOf: ({ key }) => key };
  }
  const classes = classifyNodes(nodes, budget);
  const members = Map.groupBy(nodes, (node) => classes.get(node));
  const marks = listMarks(nodes, budget);
  const names = new Map([...members].map(([number, same]) => [number, nameTogether(same, marks)]));
  for (const name of names.values()) budget.spend(stepsPerLetter * name.length);
  const all = (node: LibraryNode): readonly LibraryNode[] => members.get(classes.get(node)) ?? [node];
  return {
    nodes: [...members.values()].flatMap(([first]) => first ?? []),
    one: (node) => all(node)[0] ?? node,
    all,
    nameOf: (node) => names.get(classes.get(node)) ?? node.placeKey,
  };
}

function listReached(roots: readonly LibraryNode[]): LibraryNode[] {
  const reached = new Set(roots);
  for (const node of reached) {
    for (const { to } of [...node.edges.values(), ...node.ownPeers.values()]) if (to !== "provided") reached.add(to);
  }
  return [...reached];
}

/** Node → the scopes from above that matter to it or to something below it. */
type Marks = ReadonlyMap<LibraryNode, ReadonlySet<OverrideScope>>;

/** The name of nodes that are the same is that of the one to which the fewest overrides from above matter. */
function nameTogether(same: readonly LibraryNode[], marks: Marks): NodeId {
  const names = same.map((node) => {
    const marked = node.overrides.scopes.filter((scope) => marks.get(node)?.has(scope));
    return { count: marked.length, name: `${node.key}${marked.map(({ text }) => `[${text}]`).join("")}` };
  });
  return names.toSorted((a, b) => a.count - b.count || compareText(a.name, b.name))[0]?.name ?? "";
}

/** Returns the scopes with something for what a package asks for; also for what is left out, since an override may be the reason. */
function listTaken({ chosen: { manifest }, overrides }: LibraryNode): OverrideScope[] {
  const aliases = [...listDependencies(manifest), ...listPeers(manifest)].map(({ alias }) => alias);
  return overrides.scopes.filter(({ rules }) => aliases.some((alias) => rules.has(alias)));
}

/** A scope with something for a name that a package asks for matters to it, and to those above it, up to the one that opens the scope. */
function listMarks(nodes: readonly LibraryNode[], budget: WorkBudget): Marks {
  const marks = new Map<LibraryNode, Set<OverrideScope>>();
  const open: { readonly node: LibraryNode; readonly scope: OverrideScope }[] = [];
  const mark = (node: LibraryNode, scope: OverrideScope): void => {
    const { scopes, own } = node.overrides;
    const known = marks.get(node) ?? new Set();
    if (known.has(scope) || own.has(scope) || !scopes.includes(scope)) return;
    marks.set(node, known.add(scope));
    budget.spend(stepsPerMark);
    open.push({ node, scope });
  };

  for (const node of nodes) for (const scope of listTaken(node)) mark(node, scope);
  const askers = listAskers(nodes);
  for (let next = open.pop(); next && !budget.isSpent; next = open.pop()) {
    const { node, scope } = next;
    const isOpenedHere = scope.isOpenedBy(node.name, node.chosen.version);
    for (const asker of askers.get(node) ?? []) {
      if (scope.isPassedOn) mark(asker, scope);
      if (isOpenedHere && scope.outer) mark(asker, scope.outer);
    }
  }
  return marks;
}
