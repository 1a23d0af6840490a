import { isRange, type PackageName, type Version } from "@larder/package-spec";
import semver from "semver";

import type { ResolveRequest } from "../request.ts";
import { parseOverrideKey } from "./override-key.ts";
import { compareScopes, OverrideScope, reduceScopes } from "./override-scope.ts";

/** Who asks. */
export type Asker = { readonly name: PackageName; readonly version: Version };

/** What holds for one package in one place, of the overrides with parents. */
export type OverridesInForce = {
  /** Of those that have something for the same name the nearest parent first, of one parent the one that says more first. */
  readonly scopes: readonly OverrideScope[];
  /** Those that hold for the package wherever it stands. */
  readonly own: ReadonlySet<OverrideScope>;
  /** Tells apart the places in which other overrides hold for the same package; empty where only its own do. */
  readonly key: string;
};

/** Where no override with a parent holds. */
export const nothingInForce: OverridesInForce = { scopes: [], own: new Set(), key: "" };

const compiled = new WeakMap<ResolveRequest, Overrides>();

/** Returns the overrides of `request`. */
export function overridesOf(request: ResolveRequest): Overrides {
  const known = compiled.get(request);
  if (known) return known;
  const overrides = new Overrides(request);
  compiled.set(request, overrides);
  return overrides;
}

/** Returns what `asker`, where it stands in the host itself, gets when it asks for `text` under `alias`: an override of the host, or `text`. */
export function applyOverride(request: ResolveRequest, asker: Asker, alias: string, text: string): string {
  const overrides = overridesOf(request);
  return overrides.mayReplace(alias) ? overrides.take(alias, text, overrides.inForce(asker)) : text;
}

/** Returns the name that an override with `key` replaces; nothing when it selects nothing. */
export function overriddenName(key: string): PackageName | undefined {
  const parsed = parseOverrideKey(key);
  return "wrong" in parsed ? undefined : parsed.target.name;
}

/**
 * The overrides of a host. What selects nothing changes nothing.
 *
 * One with parents holds for what is asked for below them, by the packages on the way from the host to
 * who asks. A singleton stands in the host, whoever requires it: nothing is above it.
 */
export class Overrides {
  readonly #request: ResolveRequest;
  readonly #host = new OverrideScope();
  readonly #names = new Set<string>();

  constructor(request: ResolveRequest) {
    this.#request = request;
    for (const [key, taken] of Object.entries(request.overrides)) {
      const parsed = parseOverrideKey(key);
      if ("wrong" in parsed) continue;
      const { parents, target } = parsed;
      const scope = parents.reduce((outer, parent) => outer.within(parent), this.#host);
      scope.add(target.name, { range: target.range, taken });
      this.#names.add(target.name);
    }
  }

  /** Is there an override for what is asked for under `alias`? */
  mayReplace(alias: string): boolean {
    return this.#names.has(alias);
  }

  /** Returns what holds for a package below one for which `above` holds; in the host itself without that. */
  inForce({ name, version }: Asker, above: OverridesInForce = nothingInForce): OverridesInForce {
    if (this.#host.inner.size === 0) return nothingInForce;
    const opens = (scope: OverrideScope): boolean => scope.isOpenedBy(name, version);
    const openedIn = (outer: OverrideScope): readonly OverrideScope[] => outer.openedBy(name, version);
    const passedOn = above.scopes.filter((scope) => scope.isPassedOn);
    const own = new Set(openedIn(this.#host));
    const nearest = new Set([...own, ...above.scopes.flatMap(openedIn), ...passedOn.filter(opens)]);
    const others = passedOn.filter((scope) => !nearest.has(scope));
    const scopes = reduceScopes([...[...nearest].toSorted(compareScopes), ...others]);
    if (scopes.length === 0) return nothingInForce;
    const fromAbove = scopes.filter((scope) => !own.has(scope));
    return { scopes, own, key: fromAbove.map(({ text }) => `[${text}]`).join("") };
  }

  /** Returns what a package for which `inForce` holds gets when it asks for `text` under `alias`. */
  take(alias: string, text: string, { scopes }: OverridesInForce): string {
    if (!this.mayReplace(alias)) return text;
    const rules = [...scopes, this.#host].flatMap((scope) => scope.rules.get(alias) ?? []);
    const taken = rules.find(({ range }) => range === "*" || (isRange(text) && semver.intersects(text, range)))?.taken;
    if (!taken?.startsWith("$")) return taken ?? text;
    return this.#request.wants.find((want) => want.alias === taken.slice(1))?.wanted ?? text;
  }
}
