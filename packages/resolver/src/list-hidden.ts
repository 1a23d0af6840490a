import type { PackageName } from "@larder/package-spec";

import { parseAsked } from "./asked.ts";
import { compareText } from "./compare-text.ts";
import type { HiddenVersion } from "./conflict.ts";
import type { KeptBack } from "./kept-back.ts";
import type { KnownDocuments } from "./known-documents.ts";
import type { LibraryProblem } from "./libraries/library-problem.ts";
import { rangeOf } from "./libraries/fits.ts";
import type { Cause } from "./pubgrub/cause.ts";
import { listDerivation } from "./pubgrub/derivation.ts";
import type { Incompatibility } from "./pubgrub/incompatibility.ts";

/** Lists what is kept back of the versions that `because` rests on, by name, then from low to high. */
export function listHidden(because: Incompatibility, documents: KnownDocuments): HiddenVersion[] {
  const found = new Map<string, HiddenVersion>();
  for (const { cause } of listDerivation(because)) {
    const [name, kept] = keptBackBy(cause, documents);
    for (const one of kept) found.set(`${name}@${one.semver.version}`, { ...one, name });
  }
  return [...found.values()].toSorted((a, b) => compareText(a.name, b.name) || a.semver.compare(b.semver));
}

const nothing: [PackageName, readonly KeptBack[]] = ["" as PackageName, []];

function keptBackBy(cause: Cause, documents: KnownDocuments): [PackageName, readonly KeptBack[]] {
  if (cause.type === "kept-back") return [cause.name, cause.keptBack];
  return cause.type === "library" ? keptFrom(cause.problem, documents) : nothing;
}

function keptFrom({ alias, wanted }: LibraryProblem, documents: KnownDocuments): [PackageName, readonly KeptBack[]] {
  const asked = parseAsked(alias, wanted);
  if (asked.type !== "registry") return nothing;
  const versions = documents.find(asked.name);
  if (versions === undefined || versions === "missing") return nothing;
  const { wanted: target } = asked;
  const isAsked = ({ semver }: KeptBack): boolean =>
    target.type === "tag" ? versions.tags[target.tag] === semver.version : rangeOf(target.range).test(semver);
  return [asked.name, versions.keptBack.filter(isAsked)];
}
