import type { Cause } from "./cause.ts";
import { both, isImpossible, negate, saysNothing, type Term } from "./term.ts";

/** Terms that cannot all hold, one for each package at most, and why. */
export type Incompatibility = { readonly terms: readonly Term[]; readonly cause: Cause };

/** Stands for the host itself, always there. No package name holds a colon. */
export const rootPackage = ":host";

/** Stands for the core's API, of which there is one version. */
export const corePackage = ":core";

/** Does `incompatibility` say that there is no solution? A term that always holds adds nothing to it. */
export function isFailure({ terms }: Incompatibility): boolean {
  const [first, ...others] = terms.filter((term) => !saysNothing(term));
  return first === undefined || (others.length === 0 && first.package === rootPackage && !first.absent);
}

/**
 * Returns what follows from two incompatibilities that meet in `pivot`: the rule of resolution.
 *
 * Either `pivot`'s term of one holds or that of the other, or neither; so the rest of both, with what
 * remains of `pivot`, cannot hold either.
 */
export function resolveOn(pivot: string, left: Incompatibility, right: Incompatibility): Incompatibility {
  const merged = new Map<string, Term>();
  for (const term of [...left.terms, ...right.terms]) {
    if (term.package === pivot) continue;
    const known = merged.get(term.package);
    merged.set(term.package, known ? both(known, term) : term);
  }
  const rest = pivotUnion(pivot, left, right);
  if (rest) merged.set(pivot, rest);
  return { terms: [...merged.values()], cause: { type: "derived", left, right } };
}

/** The union of both terms of `pivot`; `undefined` when it says nothing, and so adds nothing. */
function pivotUnion(pivot: string, left: Incompatibility, right: Incompatibility): Term | undefined {
  const inLeft = left.terms.find((term) => term.package === pivot);
  const inRight = right.terms.find((term) => term.package === pivot);
  if (!inLeft || !inRight) return undefined;
  const neither = both(negate(inLeft), negate(inRight));
  return isImpossible(neither) ? undefined : negate(neither);
}
