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
  readonly inner: Map<string, OverrideScope> = new Map<string, OverrideScope>();
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
    const text = textOf(parent);
    const scope = this.inner.get(text) ?? new OverrideScope(this, parent);
    this.inner.set(text, scope);
    return scope;
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
