import { compareText, type NodeId, type Resolution, type ResolvedNode, type RootWant } from "@larder/resolver";

import { createLockfile, type Lockfile, type UnsolvedWant } from "../lockfile.ts";
import { printLockfile } from "../print-lockfile.ts";
import { findUnsettled } from "./find-unsettled.ts";
import { keepOneSingleton } from "./keep-one-singleton.ts";
import type { MergeConflict } from "./merge-conflict.ts";
import { mergeNodes, pickTarget, reach } from "./merge-graph.ts";
import { mergeKeys } from "./merge-keys.ts";
import { mergeSettings } from "./merge-settings.ts";
import { entryOf, keysOf, mergeValue, onEach, type ThreeWay } from "./three-way.ts";

/** What two sides come to. */
export type LockMerge = {
  /** With wants of both sides; it is whole when it has no `unsolved`. What was pinned for those stays in it. */
  readonly lock: Lockfile;
  /** Of two that cannot both be, the higher version is kept, and else the text that sorts last. */
  readonly conflicts: readonly MergeConflict[];
};

/**
 * Returns the lock with what both sides want, at the versions that they pinned, when they have changed
 * `base` apart. It asks nobody.
 *
 * A want stays unsolved when its answer is not proved by either side: the settings changed under it, both
 * sides moved what it needs, or both brought plugins, which may rule each other out. To lock again
 * solves it, with the pins of both. The sides may be swapped.
 */
export function mergeLockfiles(sides: ThreeWay<Lockfile>): LockMerge {
  const { base, ours, theirs } = onEach(sides, printLockfile);
  if (ours === theirs || theirs === base) return { lock: sides.ours, conflicts: [] };
  if (ours === base) return { lock: sides.theirs, conflicts: [] };
  return mergeChanged(sides);
}

function mergeChanged(sides: ThreeWay<Lockfile>): LockMerge {
  const resolutions = onEach(sides, ({ resolution }) => resolution);
  const settings = mergeSettings(resolutions);
  const { keys, conflicts } = mergeKeys(sides);
  const graph = mergeNodes(onEach(resolutions, ({ nodes }) => nodes));
  const asked = mergeWants(sides, graph.nodes);
  const { wants, nodes, doubled } = keepOneSingleton(asked.wants, graph.nodes, resolutions.base);

  const reached = reach(
    wants.map(({ to }) => to),
    nodes,
  );
  const candidate = resolutionOf(
    settings.settings,
    wants,
    [...nodes.values()].filter(({ id }) => reached.has(id)),
  );
  const unsettled = findUnsettled(candidate, resolutions, { ...settings, doubtful: graph.doubtful });
  const isSettled = ({ alias, to }: RootWant): boolean =>
    !unsettled.has(alias) && [...reach([to], nodes)].every((id) => !unsettled.has(id));
  const settled = wants.filter(isSettled);
  const unsolved: readonly UnsolvedWant[] = [
    ...asked.unsolved,
    ...wants.filter((want) => !isSettled(want)).map(({ alias, wanted }) => ({ alias, wanted })),
  ].toSorted((a, b) => compareText(a.alias, b.alias));

  return {
    lock: {
      ...createLockfile(resolutionOf(settings.settings, settled, candidate.nodes)),
      ...(unsolved.length > 0 && { unsolved }),
      ...(keys && { keys }),
    },
    conflicts: [
      ...conflicts,
      ...settings.conflicts,
      ...asked.conflicts,
      ...[...new Set([...graph.movedByBoth, ...doubled])]
        .toSorted(compareText)
        .map((name) => ({ about: "package" as const, name })),
    ],
  };
}

/** A want as a side has it; without `to` when it was unsolved there. */
type Asked = UnsolvedWant & { readonly to?: NodeId };

type MergedWants = {
  readonly wants: readonly RootWant[];
  readonly unsolved: readonly UnsolvedWant[];
  readonly conflicts: readonly MergeConflict[];
};

/** A want that both sides wrote differently, or that only one of them removed, is for a person to decide. */
function mergeWants(sides: ThreeWay<Lockfile>, nodes: ReadonlyMap<NodeId, ResolvedNode>): MergedWants {
  const maps = onEach(
    sides,
    ({ resolution, unsolved = [] }) =>
      new Map<string, Asked>([...unsolved, ...resolution.wants].map((want) => [want.alias, want])),
  );
  const pick = pickTarget<RootWant>(nodes);
  const wants: RootWant[] = [];
  const unsolved: UnsolvedWant[] = [];
  const conflicts: MergeConflict[] = [];
  for (const alias of keysOf(maps)) {
    const { base, ours, theirs } = entryOf(maps, alias);
    const { value, isConflict } = mergeValue({ base, ours, theirs }, (one, other) =>
      pick(one as RootWant, other as RootWant),
    );
    if (isConflict) conflicts.push({ about: "want", name: alias });
    if (value === undefined) continue;
    const { wanted, to } = value;
    const isAgreed = !isConflict || ours?.wanted === theirs?.wanted;
    if (isAgreed && to !== undefined) wants.push({ alias, wanted, to });
    else unsolved.push({ alias, wanted });
  }
  return { wants, unsolved, conflicts };
}

function resolutionOf(
  settings: Omit<Resolution, "wants" | "nodes" | "capabilities">,
  wants: readonly RootWant[],
  nodes: readonly ResolvedNode[],
): Resolution {
  return {
    ...settings,
    wants,
    nodes: nodes.toSorted((a, b) => compareText(a.id, b.id)),
    capabilities: listCapabilities(nodes),
  };
}

const capabilityPrefix = "capability:";

function listCapabilities(nodes: readonly ResolvedNode[]): Resolution["capabilities"] {
  const edges = nodes.flatMap((node) => node.edges).filter(({ alias }) => alias.startsWith(capabilityPrefix));
  const byName = Map.groupBy(edges, ({ alias }) => alias.slice(capabilityPrefix.length));
  return [...byName]
    .flatMap(([name, [first, ...others]]) => {
      if (first === undefined) return [];
      const wanted = [...new Set([first, ...others].map((edge) => edge.wanted))].toSorted(compareText);
      return [{ name, wanted, by: first.to }];
    })
    .toSorted((a, b) => compareText(a.name, b.name));
}
