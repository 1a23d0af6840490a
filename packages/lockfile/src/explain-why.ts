import { compareText, type EdgeKind, type NodeId, type ResolvedNode } from "@larder/resolver";

import type { Lockfile } from "./lockfile.ts";

/** Who asks for a package, and who asks for that one in turn, up to the wants of the host. */
export type Asker = {
  /** The package that asks; absent for the host itself. */
  readonly by?: NodeId;
  readonly kind: EdgeKind | "want";
  /** The name under which it asks: the alias of the want, or of the dependency. */
  readonly alias: string;
  /** What it asks for, as it is written. */
  readonly wanted: string;
  /** Sorted from the nearest to the host's wants to the farthest. */
  readonly askers: readonly Asker[];
  /** Were its askers told at another place already? Then they are left out here. */
  readonly isRepeated: boolean;
};

/** Why one instance of a package is there. */
export type Why = Pick<ResolvedNode, "id" | "name" | "version" | "kind"> & { readonly askers: readonly Asker[] };

/**
 * Returns each instance of `name` in `lock` with everything that asks for it; nothing when it is not
 * there. The alias of a want stands for what it leads to.
 */
export function explainWhy({ resolution }: Lockfile, name: string): readonly Why[] {
  const { wants, nodes } = resolution;
  const wanted = new Set(wants.filter(({ alias }) => alias === name).map(({ to }) => to));
  const graph = { links: listLinks({ wants, nodes }), distances: measureDistances({ wants, nodes }) };
  return nodes
    .filter((node) => node.name === name || wanted.has(node.id))
    .map(({ id, name: own, version, kind }) => ({ id, name: own, version, kind, askers: listAskers(id, graph) }));
}

type Graph = Pick<Lockfile["resolution"], "wants" | "nodes">;
type Link = Pick<Asker, "by" | "kind" | "alias" | "wanted">;

type Links = {
  /** Instance → who asks for it. */
  readonly links: ReadonlyMap<NodeId, readonly Link[]>;
  /** Instance → how many steps it is from the nearest want. */
  readonly distances: ReadonlyMap<NodeId, number>;
};

/** Breadth first, so that the askers of each are told at the place that is nearest to `id`. */
function listAskers(id: NodeId, graph: Links): readonly Asker[] {
  const told = new Set([id]);
  const top: Asker[] = [];
  const waiting = [{ id, askers: top }];
  for (const { id: asked, askers } of waiting) {
    for (const link of nearestFirst(asked, graph)) {
      const below: Asker[] = [];
      const isRepeated = link.by !== undefined && told.has(link.by);
      askers.push({ ...link, askers: below, isRepeated });
      if (link.by === undefined || isRepeated) continue;
      told.add(link.by);
      waiting.push({ id: link.by, askers: below });
    }
  }
  return top;
}

function nearestFirst(id: NodeId, { links, distances }: Links): readonly Link[] {
  const distanceOf = ({ by }: Link): number => (by === undefined ? -1 : (distances.get(by) ?? Infinity));
  return (links.get(id) ?? []).toSorted(
    (a, b) => distanceOf(a) - distanceOf(b) || compareText(a.by ?? "", b.by ?? "") || compareText(a.alias, b.alias),
  );
}

function listLinks({ wants, nodes }: Graph): Links["links"] {
  const links = new Map<NodeId, Link[]>();
  const add = (to: NodeId, link: Link): void => {
    const known = links.get(to);
    if (known) known.push(link);
    else links.set(to, [link]);
  };
  for (const { alias, wanted, to } of wants) add(to, { kind: "want", alias, wanted });
  for (const { id, edges } of nodes) {
    for (const { kind, alias, wanted, to } of edges) if (to !== "provided") add(to, { by: id, kind, alias, wanted });
  }
  return links;
}

function measureDistances({ wants, nodes }: Graph): Links["distances"] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const distances = new Map<NodeId, number>(wants.map(({ to }) => [to, 0]));
  // A map is walked in the order in which it grows: breadth first.
  for (const [id, distance] of distances) {
    for (const { to } of byId.get(id)?.edges ?? []) {
      if (to !== "provided" && !distances.has(to)) distances.set(to, distance + 1);
    }
  }
  return distances;
}
