import { isPackageName, type PackageName } from "@larder/package-spec";

import { compareText } from "./compare-text.ts";
import { type PackageVersions, packageVersionsOf } from "./package-versions.ts";
import type { Documents } from "./request.ts";

/** Looks documents up, and notes the ones that were asked for and are not at hand. */
export class KnownDocuments {
  readonly #documents: Documents;
  readonly #needed = new Set<PackageName>();

  constructor(documents: Documents) {
    this.#documents = documents;
  }

  /** Returns the versions of `name`; `missing` when there is no such package, `undefined` when nobody knows yet. */
  find(name: PackageName): PackageVersions | "missing" | undefined {
    if (!isPackageName(name)) return "missing";
    const packument = this.#documents.get(name);
    if (packument) return packageVersionsOf(packument);
    if (this.#documents.has(name)) return "missing";
    this.#needed.add(name);
    return undefined;
  }

  /** The names that were asked for in vain, sorted. */
  get needed(): readonly PackageName[] {
    return [...this.#needed].toSorted(compareText);
  }
}
