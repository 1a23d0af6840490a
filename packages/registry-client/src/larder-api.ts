import type { Component, ComponentKind } from "@larder/package-contents";
import type { DependencyMap } from "@larder/packument";
import type { PackageName, Version } from "@larder/package-spec";

/*
 * The documents of Larder's own API (`/-/api/v1/…`), as they travel. `registry/api` answers with these
 * types, the client and the pages read them.
 */

/** `GET /-/api/v1/packages?from&size`. */
export type PackageList = { readonly packages: readonly PackageSummary[]; readonly total: number };

/** One package in a list. */
export type PackageSummary = {
  readonly name: PackageName;
  /** The version of `latest`. */
  readonly version: Version;
  readonly description: string | null;
  readonly keywords: readonly string[];
  /** When anything in the package changed last, ISO 8601. */
  readonly modified: string;
  readonly domains: readonly string[];
  readonly plugins: readonly string[];
  /** Kind → how many components of it the latest version has. */
  readonly componentCounts: { readonly [kind in ComponentKind]?: number };
};

/** `GET /-/api/v1/packages/:name`, and `…/:name/versions/:version` with that version in `version`. */
export type PackageDetail = PackageSummary & {
  readonly distTags: { readonly [tag: string]: Version };
  /** Newest first. */
  readonly versions: readonly VersionSummary[];
  readonly maintainers: readonly string[];
  readonly license: string | null;
  readonly homepage: string | null;
  readonly readme: string | null;
  readonly components: readonly Component[];
  readonly requires: DependencyMap;
  readonly provides: DependencyMap;
  readonly dependencies: DependencyMap;
};

export type VersionSummary = {
  readonly version: Version;
  readonly published: string;
  readonly publishedBy: string;
  readonly deprecated: string | null;
  readonly size: number;
  readonly unpackedSize: number;
};

/** `GET /-/api/v1/components?kind&name`, `…/domains`, `…/plugins`: who has what. */
export type ComponentList = {
  readonly components: readonly (Component & { readonly package: PackageName; readonly version: Version })[];
  readonly total: number;
};

/** `GET /-/api/v1/search?text&domain&plugin&kind&from&size`. `total` is capped at 1,000. */
export type SearchResults = { readonly hits: readonly SearchHit[]; readonly total: number };

export type SearchHit = PackageSummary & {
  readonly score: number;
  /** The components that made it a hit, when the query names a domain, a plugin or a kind. */
  readonly matched: readonly Component[];
};

/** `POST /-/api/v1/resolve`. */
export type ResolveRequestBody = {
  /** The alias under which the host knows this registry; it stands in the lock. */
  readonly registry: string;
  readonly coreVersion: string;
  /** Packages that the host provides itself: never installed. */
  readonly provided: readonly string[];
  readonly wants: DependencyMap;
  readonly shared: readonly string[];
  readonly overrides: DependencyMap;
  /** The lockfile that stands, whole, so that little changes. */
  readonly lock: string | null;
  /** Names that shall move; the others keep their locked versions. */
  readonly update: readonly string[];
};

/** A lock, or why there is none: a conflict is an answer, not a failure of the service. */
export type ResolveAnswer =
  | { readonly outcome: "solved"; readonly lock: string }
  | { readonly outcome: "conflict"; readonly conflict: ConflictReport };

/** A conflict as sentences; the last one is the conclusion. */
export type ConflictReport = { readonly sentences: readonly string[]; readonly suggestions: readonly string[] };
