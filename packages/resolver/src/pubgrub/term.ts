import {
  anyVersion,
  compareSets,
  complement,
  intersection,
  isEmptySet,
  type VersionSet,
} from "../versions/version-set.ts";

/**
 * What may be said of one package in a set of singletons: that its version is one of `versions`, or,
 * when `absent` is set, that it is not there at all.
 *
 * With absence as one more element, a negative term is the complement of a positive one, and PubGrub's
 * tables of positive and negative cases fall away.
 */
export type Term = { readonly package: string; readonly versions: VersionSet; readonly absent: boolean };

/** Says that `name` is there, in one of `versions`. */
export function present(name: string, versions: VersionSet): Term {
  return { package: name, versions, absent: false };
}

/** Says nothing of `name`. */
export function anything(name: string): Term {
  return { package: name, versions: anyVersion, absent: true };
}

/** Says the opposite of `term`. */
export function negate(term: Term): Term {
  return { package: term.package, versions: complement(term.versions), absent: !term.absent };
}

/** Says both, of the same package. */
export function both(left: Term, right: Term): Term {
  return {
    package: left.package,
    versions: intersection(left.versions, right.versions),
    absent: left.absent && right.absent,
  };
}

/** Can `term` never hold? */
export function isImpossible(term: Term): boolean {
  return !term.absent && isEmptySet(term.versions);
}

/** Does `term` always hold, as the need for a tag that points at nothing turned round does? */
export function saysNothing(term: Term): boolean {
  return isImpossible(negate(term));
}

/** Says whether `claim` is true wherever `known` is, whether they can never hold together, or neither. */
export function relate(known: Term, claim: Term): "implies" | "excludes" | "open" {
  const { inside, outside } = compareSets(known.versions, claim.versions);
  if (!outside && !(known.absent && !claim.absent)) return "implies";
  return !inside && !(known.absent && claim.absent) ? "excludes" : "open";
}

/** Is `claim` true wherever `known` is? */
export function implies(known: Term, claim: Term): boolean {
  return relate(known, claim) === "implies";
}
