import { isRange, type PackageName, type Version } from "@larder/package-spec";
import { minVersion } from "semver";

import { parseAsked } from "../asked.ts";
import { compareText } from "../compare-text.ts";
import type { Conflict, HiddenVersion } from "../conflict.ts";
import { eligibleAt } from "../kept-back.ts";
import { listDerivation } from "../pubgrub/derivation.ts";
import { overriddenName } from "../overrides/overrides.ts";
import type { Cause } from "../pubgrub/cause.ts";
import type { ResolveRequest, Want } from "../request.ts";
import type { Suggestion } from "./suggestion.ts";

/** What a conflict rests on, and so what may be worth changing. */
export type Grounds = {
  /** By alias. */
  readonly wants: readonly Want[];
  readonly causes: readonly Cause[];
  /** The packages that the derivation speaks of. */
  readonly names: ReadonlySet<string>;
  readonly hidden: readonly HiddenVersion[];
};

/** Returns what `conflict` rests on. */
export function groundsOf(conflict: Conflict, { wants }: ResolveRequest): Grounds {
  const causes = listDerivation(conflict.because).map(({ cause }) => cause);
  const asked = new Set(causes.flatMap(wantedNames));
  const names = new Set(causes.flatMap(namesIn));
  const concerned = wants.filter(({ alias, wanted }) => {
    const target = parseAsked(alias, wanted);
    return asked.has(alias) || (target.type === "registry" && asked.has(target.name));
  });
  return {
    wants: concerned.toSorted((a, b) => compareText(a.alias, b.alias)),
    causes,
    names,
    hidden: conflict.hidden,
  };
}

/** Lists the changes that may help and need no version to be found first, from the least to the most that one gives up. */
export function listChanges({ wants, causes, names, hidden }: Grounds, request: ResolveRequest): Suggestion[] {
  return [
    ...listUpdates(causes, request),
    ...listWaits(hidden),
    ...listLifts(hidden),
    ...listOverrides(names, request),
    ...listCores(causes, request),
    ...(request.wants.length > 1 ? wants.map(dropOf) : []),
  ];
}

function dropOf({ alias, declaredIn, wanted }: Want): Suggestion {
  return { type: "drop-want", alias, declaredIn, wanted };
}

function wantedNames(cause: Cause): string[] {
  if (cause.type === "want") return [cause.name];
  if (cause.type === "unusable-want") return [cause.alias];
  if (cause.type !== "library" && cause.type !== "through") return [];
  return [cause.problem.path[0]?.name ?? cause.problem.alias];
}

function namesIn(cause: Cause): string[] {
  if (cause.type === "library" || cause.type === "through")
    return [...cause.problem.path.map(({ name }) => name), cause.problem.alias];
  return "name" in cause ? [cause.name] : [];
}

/** Versions of libraries stay where they are locked, and nothing is taken back below them; where one is not enough, all may move. */
function listUpdates(causes: readonly Cause[], { locked, update = [] }: ResolveRequest): Suggestion[] {
  const pinned = new Set(locked?.nodes.map(({ name }): string => name));
  const names = causes
    .filter((cause) => cause.type === "library" || cause.type === "through")
    .flatMap(({ problem }) => problem.path.map(({ name }): string => name));
  const moving = new Set(update);
  const ones = [...new Set(names)].filter((name) => pinned.has(name) && !moving.has(name)).toSorted(compareText);
  const canAllMove = names.length > 0 && [...pinned].some((name) => !moving.has(name));
  return [...ones.map((name) => [name]), ...(canAllMove ? [[]] : [])].map((moved) => ({
    type: "update",
    names: moved,
  }));
}

/** Only the host's own policy can be asked what it will say later. */
function listWaits(hidden: readonly HiddenVersion[]): Suggestion[] {
  const dated = hidden.flatMap((one) => {
    const until = one.refusal.type === "too-young" ? eligibleAt(one) : undefined;
    return until === undefined ? [] : [{ until, spec: `${one.name}@${one.semver.version}` }];
  });
  return dated
    .toSorted((a, b) => compareText(a.until, b.until) || compareText(a.spec, b.spec))
    .filter(({ until }, index, all) => all[index - 1]?.until !== until)
    .map(({ until, spec }) => ({ type: "wait", until, spec }));
}

function listLifts(hidden: readonly HiddenVersion[]): Suggestion[] {
  const blocks = new Map<string, string>();
  const young = new Set<PackageName>();
  for (const { name, refusal } of hidden) {
    if (refusal.type === "blocked") blocks.set(refusal.selector, refusal.reason);
    if (refusal.type === "too-young") young.add(name);
  }
  const isDeprecated = hidden.some(({ refusal }) => refusal.type === "deprecated");
  return [
    ...[...young].toSorted(compareText).map((name): Suggestion => ({ type: "exempt-from-age", name })),
    ...[...blocks].map(([selector, reason]): Suggestion => ({ type: "lift-block", selector, reason })),
    ...(isDeprecated ? [{ type: "allow-deprecated" } as const] : []),
  ];
}

function listOverrides(names: ReadonlySet<string>, { overrides }: ResolveRequest): Suggestion[] {
  return Object.entries(overrides)
    .filter(([selector]) => names.has(overriddenName(selector) ?? ""))
    .toSorted(([a], [b]) => compareText(a, b))
    .map(([selector, wanted]) => ({ type: "lift-override", selector, wanted }));
}

function listCores(causes: readonly Cause[], { coreVersion }: ResolveRequest): Suggestion[] {
  const wanted = causes.flatMap((cause) => (cause.type === "core" && isRange(cause.wanted) ? [cause.wanted] : []));
  const lowest = new Set(wanted.map((range) => minVersion(range)?.version).filter((version) => version !== undefined));
  return [...lowest]
    .filter((version) => version !== coreVersion)
    .toSorted(compareText)
    .map((version) => ({ type: "change-core", from: coreVersion, to: version as Version }));
}
