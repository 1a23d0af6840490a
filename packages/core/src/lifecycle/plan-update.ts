import { createPackageGraph } from "./package-graph.ts";
import type { SupervisedPackage } from "./supervised-package.ts";

/** What has to be done for a running host to have other packages; names, sorted. */
export type UpdatePlan = {
  readonly added: readonly string[];
  /** What requires others first. */
  readonly removed: readonly string[];
  /** What has changed, and what requires it. */
  readonly changed: readonly string[];
  /** What is added or changed, in the order of its start. */
  readonly waves: readonly (readonly SupervisedPackage[])[];
  /** What goes on as it is, described anew, and what cannot run, since it waits for itself. */
  readonly restated: readonly SupervisedPackage[];
};

/** Plans how a host with the packages `before` comes to have `after`. */
export function planUpdate(before: readonly SupervisedPackage[], after: readonly SupervisedPackage[]): UpdatePlan {
  const old = new Map(before.map((supervised) => [supervised.name, supervised]));
  const graph = createPackageGraph(after);
  const added = graph.list().filter(({ name }) => !old.has(name));
  const moved = graph.list().filter((next) => old.has(next.name) && !isSame(old.get(next.name), next));
  const reached = new Set(moved.flatMap(({ name }) => [...graph.dependantsOf(name)]));
  const touched = new Set([...added.map(({ name }) => name), ...reached]);
  const find = (name: string): readonly SupervisedPackage[] => [graph.find(name) ?? []].flat();
  const { waves, stuck } = createPackageGraph(before);
  const gone = [stuck, ...waves.toReversed()].flat().filter((name) => graph.find(name) === undefined);
  const waiting = new Set(graph.stuck);
  return {
    added: added.map(({ name }) => name),
    removed: gone,
    changed: graph
      .list()
      .map(({ name }) => name)
      .filter((name) => reached.has(name) && old.has(name) && !waiting.has(name)),
    waves: graph.waves.map((wave) => wave.filter((name) => touched.has(name)).flatMap(find)),
    restated: graph.list().filter(({ name }) => !touched.has(name) || waiting.has(name)),
  };
}

/** Without a fingerprint nobody can tell: it counts as changed. */
function isSame(before: SupervisedPackage | undefined, after: SupervisedPackage): boolean {
  return before?.fingerprint !== undefined && before.fingerprint === after.fingerprint;
}
