import type { Version } from "@larder/package-spec";

import type { Resolution } from "./resolution.ts";

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
  const edges = new Map<string, { wanted: string; version: Version }>();
  const byId = new Map(locked?.nodes.map((node) => [node.id, node]));

  const pin = (parent: string, alias: string, wanted: string, to: string): void => {
    const target = byId.get(to);
    if (!target || moving.has(alias) || moving.has(target.name)) return;
    edges.set(`${parent} ${alias}`, { wanted, version: target.version });
  };
  for (const want of locked?.wants ?? []) pin("", want.alias, want.wanted, want.to);
  for (const node of locked?.nodes ?? []) {
    for (const edge of node.edges) pin(`${node.name}@${node.version}`, edge.alias, edge.wanted, edge.to);
    if (moving.has(node.name)) continue;
    const known = names.get(node.name);
    if (known) known.add(node.version);
    else names.set(node.name, new Set([node.version]));
  }
  return {
    ofName: (name) => names.get(name) ?? none,
    ofEdge: (parent, alias) => edges.get(`${parent} ${alias}`),
  };
}
