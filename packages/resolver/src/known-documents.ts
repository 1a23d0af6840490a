import type { AbbreviatedPackument } from "@larder/packument";
import { isPackageName, type PackageName } from "@larder/package-spec";

import { compareText } from "./compare-text.ts";
import { type PackageVersions, packageVersionsOf } from "./package-versions.ts";
import type { PolicyJudge } from "./policy/policy-judge.ts";
import type { Documents } from "./request.ts";

/** Looks documents up, and notes the ones that were asked for and are not at hand. */
export class KnownDocuments {
  readonly #documents: Documents;
  readonly #judge: PolicyJudge;
  readonly #judged = new Map<AbbreviatedPackument, PackageVersions>();
  readonly #needed = new Set<PackageName>();

  constructor(documents: Documents, judge: PolicyJudge) {
    this.#documents = documents;
    this.#judge = judge;
  }

  /** Returns the versions of `name` that the policy leaves; `missing` when there is no such package, `undefined` when nobody knows yet. */
  find(name: PackageName): PackageVersions | "missing" | undefined {
    if (!isPackageName(name)) return "missing";
    const packument = this.#documents.get(name);
    if (packument) return this.#versionsOf(packument);
    if (this.#documents.has(name)) return "missing";
    this.#needed.add(name);
    return undefined;
  }

  #versionsOf(packument: AbbreviatedPackument): PackageVersions {
    const known = this.#judged.get(packument);
    if (known) return known;
    const judged = this.#judge.apply(packageVersionsOf(packument));
    this.#judged.set(packument, judged);
    return judged;
  }

  /** The names that were asked for in vain, sorted. */
  get needed(): readonly PackageName[] {
    return [...this.#needed].toSorted(compareText);
  }
}
