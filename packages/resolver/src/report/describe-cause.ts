import type { Conflict } from "../conflict.ts";
import { describeSharedRefusal } from "../kept-back.ts";
import type { LibraryProblem } from "../libraries/library-problem.ts";
import type { Cause } from "../pubgrub/cause.ts";
import type { Incompatibility } from "../pubgrub/incompatibility.ts";
import { negate } from "../pubgrub/term.ts";
import { formatVersionSet } from "../versions/format-set.ts";
import { isEmptySet } from "../versions/version-set.ts";
import { describeHolder, describeTerms, joinWords } from "./describe-terms.ts";

type Of<Type extends Cause["type"]> = Cause & { readonly type: Type };

/** What is needed to put a cause into words. */
type Told = {
  readonly incompatibility: Incompatibility;
  readonly known: Conflict["versions"];
  readonly holder: string;
};

type Tellers = { readonly [Type in Cause["type"]]: (cause: Of<Type>, told: Told) => string };

/** One teller for each cause: a new cause does not compile without its words. */
const tellers: Tellers = {
  want: ({ name, wanted, declaredIn }, told) =>
    `${declaredIn ?? "the host"} wants \`${name}\` ${wanted}${tellNoTag(told, name)}`,
  requires: tellRequires,
  peer: (cause, { holder }) =>
    `${holder} ${cause.optional ? "works only with" : "needs"} the peer \`${cause.name}\` ${cause.wanted}${tellOverride(cause)}`,
  shared: (cause, { holder }) =>
    `${holder} depends on \`${cause.name}\` ${cause.wanted}${tellOverride(cause)}, which the host has once`,
  conflicts: ({ name, wanted }, { holder }) => `${holder} conflicts with \`${name}\` ${wanted}`,
  core: ({ wanted }, { holder }) => `${holder} needs the core's API ${wanted}`,
  "core-version": ({ coreVersion }) => `the core's API is ${coreVersion}`,
  capability: ({ capability, wanted, providers }, { holder }) =>
    `${holder} requires ${listPackages(providers)} as the one provider of the capability \`${capability}\` (${wanted})`,
  provider: ({ capability, provider }, { incompatibility, known }) =>
    `the capability \`${capability}\` is provided by ${describeProvider(incompatibility, known, provider)}`,
  "no-provider": tellNoProvider,
  missing: ({ name, registry }) => `\`${name}\` does not exist in \`${registry}\``,
  "no-version": tellNoVersion,
  "kept-back": ({ keptBack }, { holder }) => `${holder} ${describeSharedRefusal(keptBack)}`,
  unusable: ({ reason }, { holder }) => `${holder} ${reason}`,
  "unusable-want": ({ alias, reason, declaredIn }) => `${declaredIn ?? "the host"} wants \`${alias}\`, but ${reason}`,
  library: ({ problem }) => tellLibrary(problem),
  through: ({ problem }) => tellLibrary(problem),
  "too-hard": ({ contradicted }) =>
    `it is too hard to tell which versions go together: pin ${contradicted.length > 1 ? "one of " : ""}${listPackages(contradicted)} to one version`,
  derived: (_cause, { incompatibility, known }) => describeTerms(incompatibility, known),
};

function tellRequires(cause: Of<"requires">, told: Told): string {
  const { name, wanted, optional } = cause;
  const target = `\`${name}\` ${wanted}${tellOverride(cause)}`;
  if (optional) return `${told.holder} works only with ${target}`;
  return `${told.holder} requires ${target}${tellNoTag(told, name)}`;
}

/** Otherwise nobody finds in the package what it is said to ask for. */
function tellOverride({ isOverridden }: { readonly isOverridden?: boolean }): string {
  return isOverridden ? " (by an override of the host)" : "";
}

/** Returns the fact behind `incompatibility` as a clause, without a full stop. */
export function describeCause(incompatibility: Incompatibility, known: Conflict["versions"]): string {
  const { cause, terms } = incompatibility;
  const [first] = terms;
  const tell = tellers[cause.type] as (cause: Cause, told: Told) => string;
  return tell(cause, { incompatibility, known, holder: first ? describeHolder(first, known) : "" });
}

function listPackages(names: readonly string[]): string {
  return joinWords(
    names.map((name) => `\`${name}\``),
    "or",
  );
}

function tellNoProvider({ capability, wanted, known: providers }: Of<"no-provider">, { holder }: Told): string {
  const found = providers.map((provider) => `${provider.provides} by \`${provider.package}\``);
  const state =
    found.length === 0 ? "nothing that the host wants provides" : `is provided only as ${joinWords(found, "and")}`;
  if (wanted === undefined) return `no provider of the capability \`${capability}\` is left`;
  return `${holder} requires the capability \`${capability}\` ${wanted}, which ${state}`;
}

function tellNoVersion({ name }: Of<"no-version">, { incompatibility, known }: Told): string {
  const existing = known.get(name) ?? [];
  const set = incompatibility.terms[0]?.versions;
  const newest = existing.at(-1);
  if (!set || !newest) return `\`${name}\` has no versions`;
  return `no version of \`${name}\` satisfies ${formatVersionSet(set, existing)} (the newest is ${newest.version})`;
}

function describeProvider({ terms }: Incompatibility, known: Conflict["versions"], provider: string): string {
  const unmet = terms.find((term) => term.package === provider);
  return unmet ? describeHolder(negate(unmet), known) : `\`${provider}\``;
}

function tellLibrary(problem: LibraryProblem): string {
  const { path, declaredIn, alias, reason } = problem;
  const wanted = `${problem.wanted}${tellOverride(problem)}`;
  const [top, ...below] = path;
  if (!top) return `${declaredIn ?? "the host"} wants \`${alias}\` ${wanted}, which ${reason}`;
  const via = below.map(({ name, version }) => `\`${name}\` ${version}`);
  const through = via.length > 0 ? ` (through ${via.join(", ")})` : "";
  const start = declaredIn === undefined ? "" : `${declaredIn} wants \`${top.name}\`, and `;
  return `${start}\`${top.name}\` ${top.version} depends on \`${alias}\` ${wanted}${through}, which ${reason}`;
}

/** A tag that does not exist names nothing, and so needs no further fact to fail. */
function tellNoTag({ incompatibility }: Pick<Told, "incompatibility">, name: string): string {
  const unmet = incompatibility.terms.find((term) => term.package === name && term.absent);
  return unmet && isEmptySet(negate(unmet).versions) ? ", a tag that it does not have" : "";
}
