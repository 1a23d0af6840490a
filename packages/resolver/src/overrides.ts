import { isRange, isWithin, type PackageName, type Range, type Version } from "@larder/package-spec";
import semver from "semver";

import type { ResolveRequest } from "./request.ts";
import { parseSelector } from "./selector.ts";

/** Who asks. */
export type Asker = { readonly name: PackageName; readonly version: Version };

type Override = {
  /** Of the package that asks; any when there is none. */
  readonly parent: { readonly name: PackageName; readonly range: Range } | undefined;
  /** The part of what is asked for that is replaced. */
  readonly range: Range;
  readonly taken: string;
};

const compiled = new WeakMap<ResolveRequest, ReadonlyMap<string, readonly Override[]>>();

/**
 * Returns what `asker` gets when it asks for `text` under `alias`: an override of the host, or `text`.
 *
 * The one that says most wins: with a parent before without, and with ranges before without. An
 * override reaches what the parent itself asks for, and nothing below it: so one version of a package
 * has the same dependencies wherever it stands.
 */
export function applyOverride(request: ResolveRequest, asker: Asker, alias: string, text: string): string {
  const overrides = readOverrides(request).get(alias);
  const taken = overrides?.find((override) => isMeant(override, asker, text))?.taken;
  if (taken === undefined || !taken.startsWith("$")) return taken ?? text;
  return request.wants.find((want) => want.alias === taken.slice(1))?.wanted ?? text;
}

/** Returns the name that an override with `key` replaces; nothing when it selects nothing. */
export function overriddenName(key: string): PackageName | undefined {
  return parseOverride(key, "")[0]?.alias;
}

function isMeant({ parent, range }: Override, asker: Asker, text: string): boolean {
  if (parent && (parent.name !== asker.name || isWithin(asker.version, parent.range) !== true)) return false;
  return range === "*" || (isRange(text) && semver.intersects(text, range));
}

/** Alias → its overrides, the one that says most first. What selects nothing changes nothing. */
function readOverrides(request: ResolveRequest): ReadonlyMap<string, readonly Override[]> {
  const known = compiled.get(request);
  if (known) return known;
  const found = Object.entries(request.overrides).flatMap(([key, taken]) => parseOverride(key, taken));
  const byAlias = new Map<string, Override[]>();
  for (const { alias, ...override } of found.toSorted((a, b) => weightOf(b) - weightOf(a))) {
    byAlias.set(alias, [...(byAlias.get(alias) ?? []), override]);
  }
  compiled.set(request, byAlias);
  return byAlias;
}

/** A `>` within a range, as in `chat@>=2>view`, does not part names: it follows `@`, a space or another sign. */
function parseOverride(key: string, taken: string): (Override & { readonly alias: PackageName })[] {
  const selectors = key.split(/(?<![\s|@<>=~^])>(?=[@a-z0-9])/i).map(parseSelector);
  const target = selectors.at(-1);
  const parent = selectors.length === 2 ? selectors[0] : undefined;
  if (!target || selectors.length > 2 || (selectors.length === 2 && !parent)) return [];
  return [{ alias: target.name, range: target.range, parent, taken }];
}

function weightOf({ parent, range }: Override): number {
  return (parent ? 4 : 0) + (parent && parent.range !== "*" ? 2 : 0) + (range === "*" ? 0 : 1);
}
