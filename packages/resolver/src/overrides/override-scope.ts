import { isWithin, type PackageName, type Range, type Version } from "@larder/package-spec";

import { compareText } from "../compare-text.ts";
import type { OverrideParent } from "./override-key.ts";

/** What is taken instead of what packages in a scope ask for under one name. */
export type OverrideRule = {
  /** The part of what is asked for that is replaced. */
  readonly range: Range;
  readonly taken: string;
};

/** Where overrides hold: below the packages that their keys name, one below the other. */
export class OverrideScope {
  /** The packages from the outermost on: `chat>**`, and `chat` for what it asks for itself. No space stands in it. */
  readonly text: string;
  /** The package that opens it; nothing for the host, which is the scope of overrides without parents. */
  readonly parent: OverrideParent | undefined;
  readonly outer: OverrideScope | undefined;
  /** Package → the scopes that it opens in this one, if it has the version. */
  readonly inner: Map<PackageName, OverrideScope[]> = new Map<PackageName, OverrideScope[]>();
  /** Name that is asked for → what is taken, the one for a range first. */
  readonly rules: Map<string, OverrideRule[]> = new Map<string, OverrideRule[]>();

  constructor(outer?: OverrideScope, parent?: OverrideParent) {
    this.outer = outer;
    this.parent = parent;
    this.text = [outer?.text ?? "", parent ? textOf(parent) : ""].filter((text) => text !== "").join(">");
  }

  /** Does it hold for what is below the packages that it holds for? */
  get isPassedOn(): boolean {
    return this.parent?.isAtAnyDepth ?? true;
  }

  /** Does a package open it, where the scope around it holds? */
  isOpenedBy(name: PackageName, version: Version): boolean {
    return this.parent?.name === name && isWithin(version, this.parent.range) === true;
  }

  /** Returns the scope that `parent` opens in this one. */
  within(parent: OverrideParent): OverrideScope {
    const opened = this.inner.get(parent.name) ?? [];
    const scope = new OverrideScope(this, parent);
    const known = opened.find(({ text }) => text === scope.text);
    if (!known) this.inner.set(parent.name, [...opened, scope]);
    return known ?? scope;
  }

  /** Returns the scopes that a package opens, where this one holds. */
  openedBy(name: PackageName, version: Version): readonly OverrideScope[] {
    return this.inner.get(name)?.filter((scope) => scope.isOpenedBy(name, version)) ?? [];
  }

  /** Adds what is taken for `alias`. */
  add(alias: string, rule: OverrideRule): void {
    const rules = [...(this.rules.get(alias) ?? []), rule];
    this.rules.set(
      alias,
      rules.toSorted((a, b) => Number(a.range === "*") - Number(b.range === "*")),
    );
  }
}

/** Orders scopes that one package opens: the one that says more first. */
export function compareScopes(a: OverrideScope, b: OverrideScope): number {
  return (
    depthOf(b) - depthOf(a) ||
    rangesOf(b) - rangesOf(a) ||
    Number(a.isPassedOn) - Number(b.isPassedOn) ||
    compareText(a.text, b.text)
  );
}

/**
 * Returns those of `scopes`, the nearest first, that can make a difference, in one order wherever that makes none: what
 * is told apart by more than it has to be makes packages without end of a few that stand below each other in many ways.
 */
export function reduceScopes(scopes: readonly OverrideScope[]): readonly OverrideScope[] {
  if (scopes.length < 2) return scopes;
  const hidden = { fromAll: new Set<string>(), fromOneStep: new Set<string>() };
  const seen = scopes.filter((scope) => {
    const isSeen = !isHidden(scope, scope.isPassedOn ? hidden.fromAll : hidden.fromOneStep);
    for (const [alias, rules] of scope.rules) {
      if (rules.every(({ range }) => range !== "*")) continue;
      hidden.fromOneStep.add(alias);
      if (scope.isPassedOn) hidden.fromAll.add(alias);
    }
    return isSeen;
  });
  return orderFreely(seen);
}

/**
 * Has a scope no say as long as nearer ones hold that answer for all of `aliases`? Where it is opened again, it is the
 * nearest itself: one that could not be, without a scope that holds no longer, stays.
 */
function isHidden({ inner, isPassedOn, outer, rules }: OverrideScope, aliases: ReadonlySet<string>): boolean {
  if (inner.size > 0 || (isPassedOn && outer?.isPassedOn !== true)) return false;
  return [...rules.keys()].every((alias) => aliases.has(alias));
}

/** Only between scopes with something for the same name it matters which is nearer. */
function orderFreely(scopes: readonly OverrideScope[]): readonly OverrideScope[] {
  const levels = new Map<OverrideScope, number>();
  const nextOf = new Map<string, number>();
  for (const scope of scopes) {
    const aliases = [...scope.rules.keys()];
    const level = Math.max(0, ...aliases.map((alias) => nextOf.get(alias) ?? 0));
    levels.set(scope, level);
    for (const alias of aliases) nextOf.set(alias, level + 1);
  }
  const levelOf = (scope: OverrideScope): number => levels.get(scope) ?? 0;
  return scopes.toSorted((a, b) => levelOf(a) - levelOf(b) || compareText(a.text, b.text));
}

function depthOf({ outer }: OverrideScope): number {
  return outer ? depthOf(outer) + 1 : 0;
}

function rangesOf({ outer, parent }: OverrideScope): number {
  return (outer ? rangesOf(outer) : 0) + (parent && parent.range !== "*" ? 1 : 0);
}

function textOf({ name, range, isAtAnyDepth }: OverrideParent): string {
  const selector = range === "*" ? name : `${name}@${range.replaceAll(/\s+/g, "_")}`;
  return isAtAnyDepth ? `${selector}>**` : selector;
}
