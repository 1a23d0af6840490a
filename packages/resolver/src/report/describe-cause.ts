import type { Conflict } from "../conflict.ts";
import { describeKeptBack } from "../kept-back.ts";
import type { LibraryProblem } from "../libraries/library-problem.ts";
import type { Cause } from "../pubgrub/cause.ts";
import type { Incompatibility } from "../pubgrub/incompatibility.ts";
import { negate } from "../pubgrub/term.ts";
import { formatVersionSet } from "../versions/format-set.ts";
import { hasVersion, isEmptySet } from "../versions/version-set.ts";
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
  want: ({ name, wanted, origin }, told) =>
    `${origin ?? "the host"} wants \`${name}\` ${wanted}${tellNoTag(told, name)}`,
  requires: tellRequires,
  peer: ({ name, wanted, optional }, { holder }) =>
    optional
      ? `${holder} works only with the peer \`${name}\` ${wanted}`
      : `${holder} needs the peer \`${name}\` ${wanted}`,
  shared: ({ name, wanted }, { holder }) => `${holder} depends on \`${name}\` ${wanted}, which the host has once`,
  conflicts: ({ name, wanted }, { holder }) => `${holder} conflicts with \`${name}\` ${wanted}`,
  core: ({ wanted }, { holder }) => `${holder} needs the core's API ${wanted}`,
  "core-version": ({ coreVersion }) => `the core's API is ${coreVersion}`,
  capability: ({ capability, wanted }, { holder }) => `${holder} requires the capability \`${capability}\` ${wanted}`,
  provider: ({ capability, provider }, { incompatibility, known }) =>
    `the capability \`${capability}\` is provided by ${describeProvider(incompatibility, known, provider)}`,
  "no-provider": tellNoProvider,
  missing: ({ name, registry }) => `\`${name}\` does not exist in \`${registry}\``,
  "no-version": tellNoVersion,
  unusable: ({ reason }, { holder }) => `${holder} ${reason}`,
  "unusable-want": ({ alias, reason, origin }) => `${origin ?? "the host"} wants \`${alias}\`, but ${reason}`,
  library: ({ problem }) => tellLibrary(problem),
  through: ({ problem }) => tellLibrary(problem),
  derived: (_cause, { incompatibility, known }) => describeTerms(incompatibility, known),
};

function tellRequires({ name, wanted, optional }: Of<"requires">, told: Told): string {
  if (optional) return `${told.holder} works only with \`${name}\` ${wanted}`;
  return `${told.holder} requires \`${name}\` ${wanted}${tellNoTag(told, name)}`;
}

/** Returns the fact behind `incompatibility` as a clause, without a full stop. */
export function describeCause(incompatibility: Incompatibility, known: Conflict["versions"]): string {
  const { cause, terms } = incompatibility;
  const [first] = terms;
  const tell = tellers[cause.type] as (cause: Cause, told: Told) => string;
  return tell(cause, { incompatibility, known, holder: first ? describeHolder(first, known) : "" });
}

function tellNoProvider({ capability, wanted, known: providers }: Of<"no-provider">, { holder }: Told): string {
  const found = providers.map((provider) => `${provider.provides} by \`${provider.package}\``);
  const state =
    found.length === 0 ? "nothing that the host wants provides" : `is provided only as ${joinWords(found, "and")}`;
  if (wanted === undefined) return `no provider of the capability \`${capability}\` is left`;
  return `${holder} requires the capability \`${capability}\` ${wanted}, which ${state}`;
}

function tellNoVersion({ name, keptBack }: Of<"no-version">, { incompatibility, known }: Told): string {
  const existing = known.get(name) ?? [];
  const set = incompatibility.terms[0]?.versions;
  const newest = existing.at(-1);
  const kept = describeKeptBack(keptBack.filter(({ semver }) => !set || hasVersion(set, semver)));
  if (!set || !newest) return `\`${name}\` has no versions${kept === "" ? "" : ` (${kept})`}`;
  const facts = [`the newest is ${newest.version}`, ...(kept === "" ? [] : [kept])].join("; ");
  return `no version of \`${name}\` satisfies ${formatVersionSet(set, existing)} (${facts})`;
}

function describeProvider({ terms }: Incompatibility, known: Conflict["versions"], provider: string): string {
  const unmet = terms.find((term) => term.package === provider);
  return unmet ? describeHolder(negate(unmet), known) : `\`${provider}\``;
}

function tellLibrary({ path, origin, alias, wanted, reason }: LibraryProblem): string {
  const [top, ...below] = path;
  if (!top) return `${origin ?? "the host"} wants \`${alias}\` ${wanted}, which ${reason}`;
  const via = below.map(({ name, version }) => `\`${name}\` ${version}`);
  const through = via.length > 0 ? ` (through ${via.join(", ")})` : "";
  const start = origin === undefined ? "" : `${origin} wants \`${top.name}\`, and `;
  return `${start}\`${top.name}\` ${top.version} depends on \`${alias}\` ${wanted}${through}, which ${reason}`;
}

/** A tag that does not exist names nothing, and so needs no further fact to fail. */
function tellNoTag({ incompatibility }: Pick<Told, "incompatibility">, name: string): string {
  const unmet = incompatibility.terms.find((term) => term.package === name && term.absent);
  return unmet && isEmptySet(negate(unmet).versions) ? ", a tag that it does not have" : "";
}
