import type { NodeId, Resolution, ResolvedNode } from "@larder/resolver";

import { createLockfile } from "../lockfile.ts";
import { printPackage } from "../print-lockfile.ts";
import { verifyLockfile } from "../verify-lockfile.ts";
import type { MergedSettings } from "./merge-settings.ts";
import type { MergedGraph } from "./merge-graph.ts";
import type { ThreeWay } from "./three-way.ts";

type Proof = Pick<MergedSettings, "isOurs" | "isTheirs"> & Pick<MergedGraph, "doubtful">;

/**
 * Returns the packages and wants of a merged answer that neither side proves: their ids, and the
 * aliases of wants.
 */
export function findUnsettled(
  merged: Resolution,
  { ours, theirs }: ThreeWay<Resolution>,
  { isOurs, isTheirs, doubtful }: Proof,
): ReadonlySet<string> {
  const [mine, yours] = [ours, theirs].map(({ nodes }) => new Map(nodes.map((node) => [node.id, printPackage(node)])));
  const proofs = [...(isOurs ? [mine] : []), ...(isTheirs ? [yours] : [])];
  return new Set([
    ...verifyLockfile(createLockfile(merged)).map(({ about }) => about),
    ...doubtful,
    ...merged.nodes.filter((node) => isOutOfSettings(node, proofs)).map(({ id }) => id),
    ...listNewTogether(merged, ours, theirs),
    ...listMultiplied(merged, ours, theirs),
    ...listProvidedTwice(merged),
  ]);
}

/** When the settings changed, only what a side solved under the new ones is proved. */
function isOutOfSettings(node: ResolvedNode, proofs: readonly (ReadonlyMap<NodeId, string> | undefined)[]): boolean {
  return proofs.length < 2 && proofs.every((proof) => proof?.get(node.id) !== printPackage(node));
}

/** A lock does not say which plugins rule each other out: those that never stood together may. */
function listNewTogether(merged: Resolution, ours: Resolution, theirs: Resolution): NodeId[] {
  const [mine, yours] = [ours, theirs].map((side) => new Set(listSingletons(side)));
  const all = listSingletons(merged);
  const onlyMine = all.filter((id) => yours?.has(id) === false);
  const onlyYours = all.filter((id) => mine?.has(id) === false);
  return onlyMine.length > 0 && onlyYours.length > 0 ? [...onlyMine, ...onlyYours] : [];
}

function listSingletons({ nodes }: Resolution): NodeId[] {
  return nodes.filter(({ kind }) => kind === "singleton").map(({ id }) => id);
}

/**
 * A peer, or a singleton, that stands there more often than on either side: who asks for it might get
 * another one when all is solved together.
 */
function listMultiplied(merged: Resolution, ours: Resolution, theirs: Resolution): NodeId[] {
  const byId = new Map(merged.nodes.map((node) => [node.id, node]));
  const shared = new Set([
    ...merged.nodes.filter(({ kind }) => kind === "singleton").map(({ name }) => name),
    ...merged.nodes.flatMap(({ edges }) =>
      edges.filter(({ kind }) => kind === "peer" || kind === "optional-peer").map(({ to }) => byId.get(to)?.name),
    ),
    ...merged.nodes.filter(({ id }) => /[[(]/.test(id)).map(({ name }) => name),
  ]);
  const [all, mine, yours] = [merged, ours, theirs].map(countNames);
  return merged.nodes
    .filter(({ name }) => {
      const before = Math.max(mine?.get(name) ?? 0, yours?.get(name) ?? 0);
      return shared.has(name) && (all?.get(name) ?? 0) > before;
    })
    .map(({ id }) => id);
}

function countNames({ nodes }: Resolution): ReadonlyMap<string, number> {
  return new Map([...Map.groupBy(nodes, ({ name }) => name)].map(([name, same]) => [name, same.length]));
}

/** One capability has one provider in a host. */
function listProvidedTwice({ nodes }: Resolution): NodeId[] {
  const edges = nodes.flatMap(({ edges: own }) => own.filter(({ alias }) => alias.startsWith("capability:")));
  return [...Map.groupBy(edges, ({ alias }) => alias).values()]
    .map((same) => [...new Set(same.map(({ to }) => to))])
    .filter((providers) => providers.length > 1)
    .flat();
}
