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
  const links = listLinks({ wants, nodes });
  const distances = measureDistances({ wants, nodes });
  return nodes
    .filter((node) => node.name === name || wanted.has(node.id))
    .map(({ id, name: own, version, kind }) => ({
      id,
      name: own,
      version,
      kind,
      askers: listAskers(id, { links, distances, told: new Set([id]) }),
    }));
}

type Graph = Pick<Lockfile["resolution"], "wants" | "nodes">;
type Link = Pick<Asker, "by" | "kind" | "alias" | "wanted">;

type Telling = {
  readonly links: ReadonlyMap<NodeId, readonly Link[]>;
  readonly distances: ReadonlyMap<NodeId, number>;
  /** The instances whose askers were told. */
  readonly told: Set<NodeId>;
};

function listAskers(id: NodeId, telling: Telling): readonly Asker[] {
  const { links, distances, told } = telling;
  const distanceOf = ({ by }: Link): number => (by === undefined ? -1 : (distances.get(by) ?? Infinity));
  const nearestFirst = (links.get(id) ?? []).toSorted(
    (a, b) => distanceOf(a) - distanceOf(b) || compareText(a.by ?? "", b.by ?? "") || compareText(a.alias, b.alias),
  );
  return nearestFirst.map((link) => {
    if (link.by === undefined) return { ...link, askers: [], isRepeated: false };
    if (told.has(link.by)) return { ...link, askers: [], isRepeated: true };
    told.add(link.by);
    return { ...link, askers: listAskers(link.by, telling), isRepeated: false };
  });
}

/** Instance → who asks for it. */
function listLinks({ wants, nodes }: Graph): ReadonlyMap<NodeId, readonly Link[]> {
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

/** Instance → how many steps it is from the nearest want. */
function measureDistances({ wants, nodes }: Graph): ReadonlyMap<NodeId, number> {
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
