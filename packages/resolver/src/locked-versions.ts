import type { PackageName, Version } from "@larder/package-spec";

import type { Edge, NodeId, ResolvedNode, Resolution } from "./resolution.ts";

/** What an edge asked for, and the version that it got. */
export type LockedEdge = { readonly wanted: string; readonly version: Version };

/** What the answer that stands says, without the names that shall move. */
export type LockedVersions = {
  /** Name → its locked versions. */
  readonly ofName: (name: string) => ReadonlySet<string>;
  /** Returns the version of `name` that the host had once, as a singleton. */
  readonly ofSingleton: (name: string) => string | undefined;
  /**
   * Returns what `parent` (`name@version`, empty for the host) got under `alias`: where it asked for different texts,
   * by overrides, what it got for `wanted`.
   */
  readonly ofEdge: (parent: string, alias: string, wanted?: string) => LockedEdge | undefined;
  /** Alias → what stood beside the host's wants, to answer peers. */
  readonly inHost: ReadonlyMap<string, Pick<ResolvedNode, "name" | "version">>;
  /** Was `parent` locked without its optional edge `alias`? */
  readonly isLeftOut: (parent: string, alias: string) => boolean;
};

const none: ReadonlySet<string> = new Set();

/** Returns what `locked` pins, but for the names and aliases in `update`. */
export function readLockedVersions(locked: Resolution | undefined, update: readonly string[]): LockedVersions {
  const moving = new Set(update);
  const nodes = locked?.nodes ?? [];
  const names = new Map<string, Set<string>>();
  for (const { name, version } of nodes.filter((node) => !moving.has(node.name))) {
    names.set(name, (names.get(name) ?? new Set()).add(version));
  }
  const edges = readEdges(locked, moving);
  const inHost = readInHost(locked, moving);
  const singletons = new Map(
    nodes
      .filter(({ kind, name }) => kind === "singleton" && !moving.has(name))
      .map(({ name, version }) => [name, version]),
  );
  const known = Map.groupBy(
    nodes.filter(({ name }) => !moving.has(name)),
    keyOf,
  );
  return {
    ofName: (name) => names.get(name) ?? none,
    ofSingleton: (name) => singletons.get(name as PackageName),
    ofEdge: (parent, alias, wanted) => {
      const found = edges.get(parent)?.get(alias);
      return found?.find((edge) => edge.wanted === wanted) ?? found?.at(-1);
    },
    inHost,
    isLeftOut: (parent, alias) =>
      !moving.has(alias) &&
      known.get(parent)?.every(({ edges: own }) => !own.some((edge) => isDependency(edge, alias))) === true,
  };
}

/** Parent → alias → what the edge got, for each text that it asked for. */
function readEdges(
  locked: Resolution | undefined,
  moving: ReadonlySet<string>,
): ReadonlyMap<string, ReadonlyMap<string, readonly LockedEdge[]>> {
  const edges = new Map<string, Map<string, LockedEdge[]>>();
  const byId = new Map(locked?.nodes.map((node) => [node.id, node]));
  const pin = (parent: string, { alias, wanted, to }: Pick<Edge, "alias" | "wanted" | "to">): void => {
    const target = byId.get(to);
    if (!target || moving.has(alias) || moving.has(target.name)) return;
    const ofParent = edges.get(parent) ?? new Map<string, LockedEdge[]>();
    const before = ofParent.get(alias)?.filter((edge) => edge.wanted !== wanted) ?? [];
    edges.set(parent, ofParent.set(alias, [...before, { wanted, version: target.version }]));
  };
  for (const want of locked?.wants ?? []) pin("", want);
  for (const node of locked?.nodes ?? []) {
    for (const edge of node.edges) {
      if (!isAnsweredFromAbove(node, edge, byId.get(edge.to))) pin(keyOf(node), edge);
    }
  }
  return edges;
}

/**
 * What stands beside the wants, alias by alias: a peer that a wanted package, or a singleton, has from
 * above, it has from there, and so has what answers it.
 */
function readInHost(locked: Resolution | undefined, moving: ReadonlySet<string>): LockedVersions["inHost"] {
  const found = new Map<string, ResolvedNode>();
  if (!locked) return found;
  // Packages that are peers of each other stand in each other's parentheses without their own; then all
  // that answers the others stands there as well.
  const byId = new Map(locked.nodes.flatMap((node) => [[bareId(node.id), node] as const, [node.id, node] as const]));
  const aliases = new Map(
    locked.nodes
      .flatMap(({ edges }) => edges.filter(isPeer))
      .flatMap(({ alias, to }) => [[bareId(to), alias] as const, [to, alias] as const]),
  );
  const singletons = locked.nodes.filter(({ kind }) => kind === "singleton").map(({ id }) => id);
  const open = new Set<string>([...locked.wants.map(({ to }) => to), ...singletons]);
  for (const id of open) {
    for (const inner of listAnswers(id)) {
      const target = byId.get(inner);
      const alias = aliases.get(inner);
      if (!target || alias === undefined) continue;
      if (!moving.has(target.name) && !moving.has(alias) && !found.has(alias)) found.set(alias, target);
      open.add(inner);
    }
  }
  return found;
}

/** Lists the ids in the outermost parentheses of `id`. */
function listAnswers(id: string): string[] {
  const answers: string[] = [];
  let depth = 0;
  let start = 0;
  for (let index = 0; index < id.length; index++) {
    if (id[index] === "(" && depth++ === 0) start = index + 1;
    if (id[index] === ")" && --depth === 0) answers.push(id.slice(start, index));
  }
  return answers;
}

/** What a plugin requires may have the name of one of its dependencies. */
function isDependency(edge: Edge, alias: string): boolean {
  return edge.alias === alias && edge.kind !== "requires";
}

/** An id without the answers to its peers. */
function bareId(id: NodeId): string {
  return id.split("(", 1)[0] ?? id;
}

function isPeer({ kind }: Edge): boolean {
  return kind === "peer" || kind === "optional-peer";
}

function keyOf({ name, version }: ResolvedNode): string {
  return `${name}@${version}`;
}

/** A peer that stands in the id was answered by whoever asked for the package; it is not the package's own choice. */
function isAnsweredFromAbove(node: ResolvedNode, edge: Edge, target: ResolvedNode | undefined): boolean {
  if (!isPeer(edge) || !target) return false;
  return node.id.includes(`(${edge.to})`) || node.id.includes(`(${bareId(target.id)})`);
}
