import type { AbbreviatedPackument } from "@larder/packument";
import { isPackageName, type PackageName } from "@larder/package-spec";

import { compareText } from "./compare-text.ts";
import { Extensions } from "./extension.ts";
import { type PackageVersion, type PackageVersions, packageVersionsOf } from "./package-versions.ts";
import { PolicyJudge } from "./policy/policy-judge.ts";
import type { Documents, GivenPackage, ResolveRequest } from "./request.ts";
import type { NodeSource } from "./resolution.ts";

/**
 * Looks documents up as a request sees them: as its policy leaves them, with what it adds to them, and
 * with the packages that it gives itself. Notes the ones that were asked for and are not at hand.
 */
export class KnownDocuments {
  readonly #documents: Documents;
  readonly #judge: PolicyJudge;
  readonly #extensions: Extensions;
  readonly #given = new Map<PackageName, PackageVersions>();
  readonly #sources = new Map<PackageVersion, NodeSource>();
  readonly #seen = new Map<AbbreviatedPackument, PackageVersions>();
  readonly #forAnyPlatform: PolicyJudge;
  readonly #seenForAnyPlatform = new Map<AbbreviatedPackument, PackageVersions>();
  readonly #needed = new Set<PackageName>();

  constructor(request: ResolveRequest, documents: Documents) {
    this.#documents = documents;
    this.#judge = new PolicyJudge(request);
    const { policy } = request;
    this.#forAnyPlatform = policy ? new PolicyJudge({ ...request, policy: { ...policy, platforms: [] } }) : this.#judge;
    this.#extensions = new Extensions(request.extensions);
    for (const given of request.given ?? []) this.#give(given);
  }

  /**
   * Returns the versions of `name` that a host may have; `missing` when there is no such package,
   * `undefined` when nobody knows yet. Of a package that is given there is that one version.
   */
  find(name: PackageName): PackageVersions | "missing" | undefined {
    return this.#given.get(name) ?? this.findServed(name);
  }

  /** Returns what a registry has of `name`, also when the host gives one of its own: a library may need another version. */
  findServed(name: PackageName): PackageVersions | "missing" | undefined {
    if (!isPackageName(name)) return "missing";
    const packument = this.#documents.get(name);
    if (packument) return this.#judged(packument, this.#judge, this.#seen);
    if (this.#documents.has(name)) return "missing";
    this.#needed.add(name);
    return undefined;
  }

  /** Returns what a registry has of `name` when `platforms` is not asked; `undefined` when nobody knows, or there is no such package. */
  findForAnyPlatform(name: PackageName): PackageVersions | undefined {
    const packument = this.#documents.get(name);
    return packument && this.#judged(packument, this.#forAnyPlatform, this.#seenForAnyPlatform);
  }

  /** Does the host give a package of this name itself? */
  isGiven(name: PackageName): boolean {
    return this.#given.has(name);
  }

  /** Returns where `version` comes from when that is no registry. */
  sourceOf(version: PackageVersion): NodeSource | undefined {
    return this.#sources.get(version);
  }

  /** The names that were asked for in vain, sorted. */
  get needed(): readonly PackageName[] {
    return [...this.#needed].toSorted(compareText);
  }

  #judged(
    packument: AbbreviatedPackument,
    judge: PolicyJudge,
    seen: Map<AbbreviatedPackument, PackageVersions>,
  ): PackageVersions {
    const known = seen.get(packument);
    if (known) return known;
    const versions = judge.apply(this.#extensions.apply(packageVersionsOf(packument)));
    seen.set(packument, versions);
    return versions;
  }

  #give({ manifest, source }: GivenPackage): void {
    const { name, version } = manifest;
    if (this.#given.has(name)) return;
    const versions = this.#extensions.apply(
      packageVersionsOf({ name, modified: "", "dist-tags": { latest: version }, versions: { [version]: manifest } }),
    );
    const [chosen] = versions.ascending;
    if (!chosen) throw new Error(`The package ${name} is given in no version`);
    this.#given.set(name, this.#judge.applyToGiven(versions));
    this.#sources.set(chosen, source);
  }
}
