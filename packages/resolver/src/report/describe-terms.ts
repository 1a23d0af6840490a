import type { SemVer } from "semver";

import type { Conflict } from "../conflict.ts";
import { corePackage, type Incompatibility, rootPackage } from "../pubgrub/incompatibility.ts";
import { negate, type Term } from "../pubgrub/term.ts";
import { capabilityPrefix } from "../singletons/relations.ts";
import { formatVersionSet } from "../versions/format-set.ts";
import { hasVersion } from "../versions/version-set.ts";

type Known = Conflict["versions"];

const listedMax = 4;

/** So few versions are told one by one even where a range would do. */
const namedMax = 2;

/** Returns what an incompatibility that follows from others says, as a clause. */
export function describeTerms({ terms }: Incompatibility, known: Known): string {
  const others = terms.filter((term) => term.package !== rootPackage);
  const there = others.filter((term) => !term.absent);
  const needed = others.filter((term) => term.absent).map((term) => describeNeeded(negate(term)));
  if (others.length === 0) return "the host cannot have what it wants";

  const [only] = there;
  if (needed.length === 0 && only && there.length === 1) return cannotBeUsed(only, known);
  const holders = joinWords(
    there.map((term) => describeHolder(term, known)),
    "and",
  );
  if (needed.length === 0) return `${holders} cannot stand together`;
  if (there.length === 0) return `the host needs ${joinWords(needed, "or")}`;
  return `${holders} ${there.length > 1 ? "together need" : "needs"} ${joinWords(needed, "or")}`;
}

/** Returns a package and which of its versions are meant, by those that exist: `` every version of `@acme/chat` ``. */
export function describeHolder(term: Term, known: Known): string {
  const existing = known.get(term.package) ?? [];
  const inside = existing.filter((version) => hasVersion(term.versions, version));
  const [first] = inside;
  const last = inside.at(-1);
  if (!first || !last) return describeNeeded(term);
  const name = `\`${term.package}\``;
  if (inside.length === 1) return `${name} ${first.version}`;
  if (inside.length === existing.length) return `every version of ${name}`;
  if (inside.length <= namedMax) return `${name} ${listVersions(inside)}`;

  const start = existing.indexOf(first);
  const isRun = existing[start + inside.length - 1] === last;
  if (!isRun) return `${name} ${listVersions(inside)}`;
  if (last === existing.at(-1)) return `${name} >=${first.version}`;
  return start === 0 ? `${name} <=${last.version}` : `${name} >=${first.version} <=${last.version}`;
}

/** Returns a package and the range in which it is needed: `` `@acme/chat` ^2.0.0 ``. */
function describeNeeded({ package: name, versions }: Term): string {
  if (name === corePackage) return `the core's API ${formatVersionSet(versions, [])}`;
  if (name.startsWith(capabilityPrefix)) return `the capability \`${name.slice(capabilityPrefix.length)}\``;
  return `\`${name}\` ${formatVersionSet(versions, [])}`;
}

function listVersions(versions: readonly SemVer[]): string {
  if (versions.length <= listedMax)
    return joinWords(
      versions.map(({ version }) => version),
      "or",
    );
  return `${versions[0]?.version ?? ""} to ${versions.at(-1)?.version ?? ""} (${versions.length} versions)`;
}

/** Returns `words` as a list in a sentence. */
export function joinWords(words: readonly string[], conjunction: string): string {
  return words.length < 2 ? (words[0] ?? "") : `${words.slice(0, -1).join(", ")} ${conjunction} ${words.at(-1) ?? ""}`;
}

function cannotBeUsed(term: Term, known: Known): string {
  if (term.package.startsWith(capabilityPrefix)) return `${describeHolder(term, known)} cannot be had`;
  const text = describeHolder(term, known);
  return text.startsWith("every version") ? `no ${text.slice("every ".length)} can be used` : `${text} cannot be used`;
}
