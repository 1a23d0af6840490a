import type { Cause } from "../pubgrub/cause.ts";
import { describeRefusal } from "../policy/describe-refusal.ts";
import { groupByReason } from "../kept-back.ts";
import type { PackageVersions } from "../package-versions.ts";
import type { Incompatibility } from "../pubgrub/incompatibility.ts";
import { present, type Term } from "../pubgrub/term.ts";
import { existingVersions, versionsWhere } from "../existing-versions.ts";
import { hasVersion, union } from "../versions/version-set.ts";

/**
 * Says why no version of `versions` that `term` allows can be had.
 *
 * What is kept back is named before it is said that nothing else is there: one reason at a time, the
 * newest version first, each for all versions in `term` that it holds for. The places in `term`
 * at which no version exists go with the last reason, so that no sentence has to speak of them.
 */
export function explainNone(versions: PackageVersions, term: Term): Incompatibility {
  const inTerm = versions.keptBack.filter(({ semver }) => hasVersion(term.versions, semver));
  const [alike] = groupByReason(inTerm);
  if (!alike) return { terms: [term], cause: causeOfNothing(versions) };

  const together = new Set(alike.map(({ semver }) => semver.version));
  const kept = versionsWhere(versions, ({ semver }) => together.has(semver.version));
  const isLast = existingVersions(versions).every(
    ({ semver }) => together.has(semver.version) || !hasVersion(term.versions, semver),
  );
  return {
    terms: [present(versions.name, isLast ? union(kept, term.versions) : kept)],
    cause: { type: "kept-back", name: versions.name, keptBack: alike },
  };
}

function causeOfNothing({ name, notServed }: PackageVersions): Cause {
  return notServed ? { type: "unusable", name, reason: describeRefusal(notServed) } : { type: "no-version", name };
}
