import type { Version } from "@larder/package-spec";

import type { Edge, ResolvedNode, Resolution } from "./resolution.ts";

/** What an edge asked for, and the version that it got. */
export type LockedEdge = { readonly wanted: string; readonly version: Version };

/** What the answer that stands says, without the names that shall move. */
export type LockedVersions = {
  /** Name → its locked versions. */
  readonly ofName: (name: string) => ReadonlySet<string>;
  /** Returns the version that `parent` (`name@version`, empty for the host) got under `alias` when it asked for `wanted`, or anything. */
  readonly ofEdge: (
    parent: string,
    alias: string,
  ) => { readonly wanted: string; readonly version: Version } | undefined;
};

const none: ReadonlySet<string> = new Set();

/** Returns what `locked` pins, but for the names and aliases in `update`. */
export function readLockedVersions(locked: Resolution | undefined, update: readonly string[]): LockedVersions {
  const moving = new Set(update);
  const names = new Map<string, Set<string>>();
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
      if (!isAnsweredFromAbove(node, edge, byId.get(edge.to))) pin(`${node.name}@${node.version}`, edge);
    }
    if (moving.has(node.name)) continue;
    names.set(node.name, (names.get(node.name) ?? new Set()).add(node.version));
  }
  return {
    ofName: (name) => names.get(name) ?? none,
    ofEdge: (parent, alias) => edges.get(`${parent} ${alias}`),
  };
}

/** A peer that stands in the id was answered by whoever asked for the package; it is not the package's own choice. */
function isAnsweredFromAbove(node: ResolvedNode, { kind, to }: Edge, target: ResolvedNode | undefined): boolean {
  if (kind !== "peer" || !target) return false;
  return node.id.includes(`(${to})`) || node.id.includes(`(${target.name}@${target.version})`);
}
