import type { Conflict } from "../conflict.ts";
import type { Cause } from "../pubgrub/cause.ts";
import type { Incompatibility } from "../pubgrub/incompatibility.ts";
import { negate, present, type Term } from "../pubgrub/term.ts";
import { formatVersionSet } from "../versions/format-set.ts";
import { union } from "../versions/version-set.ts";
import { describeCause } from "./describe-cause.ts";
import { describeHolder } from "./describe-terms.ts";

/** So many facts that only differ in their versions are told as one. */
const alikeMin = 3;

/** Are there so many alike among `facts` that they should be told as one? */
export function hasManyAlike(facts: readonly Incompatibility[]): boolean {
  return groupAlike(facts).some((group) => group.length >= alikeMin);
}

/** Returns `facts` as clauses, in order, each once; those that only differ in their versions as one, where their first stands. */
export function describeFacts(facts: readonly Incompatibility[], known: Conflict["versions"]): string[] {
  const clauses = groupAlike(facts).flatMap((group) => {
    const [first] = group;
    if (!first || group.length < alikeMin) return group.map((fact) => describeCause(fact, known));
    return [describeGroup(first, group, known)];
  });
  return [...new Set(clauses)];
}

function groupAlike(facts: readonly Incompatibility[]): Incompatibility[][] {
  return [...Map.groupBy(facts, familyOf).values()];
}

const ofPair: ReadonlySet<Cause["type"]> = new Set(["requires", "peer", "shared", "conflicts"]);
const ofHolder: ReadonlySet<Cause["type"]> = new Set(["core", "kept-back", "unusable", "library"]);

/** The same for facts about versions of one package that say the same kind of thing, about the same other one if any. */
function familyOf(fact: Incompatibility): unknown {
  const { cause, terms } = fact;
  const name = terms[0]?.package ?? "";
  if (ofPair.has(cause.type)) return `${cause.type} ${name} ${terms[1]?.package ?? ""}`;
  return ofHolder.has(cause.type) ? `${cause.type} ${name}` : fact;
}

function describeGroup(first: Incompatibility, group: readonly Incompatibility[], known: Conflict["versions"]): string {
  const [holder, target] = [unionOf(group, 0), unionOf(group.map(negateTarget), 1)];
  const who = holder && describeHolder(holder, known);
  const verb = verbs[first.cause.type];
  if (!who || !target || verb === undefined) {
    return `${describeCause(first, known)} (and so it is with ${group.length - 1} others of its versions)`;
  }
  return `${who} ${verb} \`${target.package}\` ${formatVersionSet(target.versions, known.get(target.package) ?? [])}`;
}

const verbs: { readonly [Type in Cause["type"]]?: string } = {
  requires: "requires one of",
  peer: "needs as a peer one of",
  shared: "depends on one of",
};

/** A need is the absence of what is needed. */
function negateTarget({ terms, cause }: Incompatibility): Incompatibility {
  return { terms: terms.map((term, place) => (place === 1 ? negate(term) : term)), cause };
}

function unionOf(group: readonly Incompatibility[], place: number): Term | undefined {
  const terms = group.flatMap(({ terms: all }) => all[place] ?? []);
  const [first] = terms;
  return first && present(first.package, terms.map(({ versions }) => versions).reduce(union));
}
