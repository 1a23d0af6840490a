import type { Version } from "@larder/package-spec";

import type { Edge, ResolvedNode, Resolution } from "./resolution.ts";

/** What an edge asked for, and the version that it got. */
export type LockedEdge = { readonly wanted: string; readonly version: Version };

/** What the answer that stands says, without the names that shall move. */
export type LockedVersions = {
  /** Name → its locked versions. */
  readonly ofName: (name: string) => ReadonlySet<string>;
  /** Returns what `parent` (`name@version`, empty for the host) got under `alias`. */
  readonly ofEdge: (parent: string, alias: string) => LockedEdge | undefined;
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
  const known = new Map(nodes.filter(({ name }) => !moving.has(name)).map((node) => [keyOf(node), node]));
  return {
    ofName: (name) => names.get(name) ?? none,
    ofEdge: (parent, alias) => edges.get(`${parent} ${alias}`),
    isLeftOut: (parent, alias) =>
      !moving.has(alias) && known.get(parent)?.edges.every((edge) => edge.alias !== alias) === true,
  };
}

/** `<parent> <alias>` → what the edge got. */
function readEdges(locked: Resolution | undefined, moving: ReadonlySet<string>): ReadonlyMap<string, LockedEdge> {
  const edges = new Map<string, LockedEdge>();
  const byId = new Map(locked?.nodes.map((node) => [node.id, node]));
  const pin = (parent: string, { alias, wanted, to }: Pick<Edge, "alias" | "wanted" | "to">): void => {
    const target = byId.get(to);
    if (!target || moving.has(alias) || moving.has(target.name)) return;
    edges.set(`${parent} ${alias}`, { wanted, version: target.version });
  };
  for (const want of locked?.wants ?? []) pin("", want);
  for (const node of locked?.nodes ?? []) {
    for (const edge of node.edges) {
      if (!isAnsweredFromAbove(node, edge, byId.get(edge.to))) pin(keyOf(node), edge);
    }
  }
  return edges;
}

function keyOf({ name, version }: ResolvedNode): string {
  return `${name}@${version}`;
}

/** A peer that stands in the id was answered by whoever asked for the package; it is not the package's own choice. */
function isAnsweredFromAbove(node: ResolvedNode, { kind, to }: Edge, target: ResolvedNode | undefined): boolean {
  if ((kind !== "peer" && kind !== "optional-peer") || !target) return false;
  return node.id.includes(`(${to})`) || node.id.includes(`(${keyOf(target)})`);
}
