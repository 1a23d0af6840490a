import type { Integrity, PackageName, Version } from "@larder/package-spec";

/** Any value that JSON can hold. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** A JSON object with any keys. */
export type JsonObject = { readonly [key: string]: Json };

/** Dependency name → what is wanted of it, as the author wrote it. */
export type DependencyMap = { readonly [name: string]: string };

/** Where the archive of a version is, and what its bytes must be. */
export type Dist = {
  readonly tarball: string;
  readonly integrity?: Integrity;
  /** sha1 in hex: only on the wire, for yarn 1. */
  readonly shasum?: string;
  readonly fileCount?: number;
  readonly unpackedSize?: number;
  readonly signatures?: readonly { readonly keyid: string; readonly sig: string }[];
  readonly attestations?: Json;
};

/** What the `larder` key of a version says to a resolver. */
export type ManifestRelations = {
  /** Package name or `capability:<name>` → range, or a range that may stay unmet. */
  readonly requires?: { readonly [name: string]: string | { readonly version: string; readonly optional?: boolean } };
  /** Capability → its version. */
  readonly provides?: DependencyMap;
  /** Package name → the range that cannot stand beside this version. */
  readonly conflicts?: DependencyMap;
};

/** The fields of a version that an installer needs: npm's abbreviated manifest, with Larder's relations. */
export type AbbreviatedManifest = {
  readonly name: PackageName;
  readonly version: Version;
  readonly dist: Dist;
  readonly dependencies?: DependencyMap;
  readonly optionalDependencies?: DependencyMap;
  readonly devDependencies?: DependencyMap;
  readonly peerDependencies?: DependencyMap;
  readonly peerDependenciesMeta?: { readonly [name: string]: { readonly optional?: boolean } };
  readonly bundleDependencies?: readonly string[] | boolean | JsonObject;
  /** The other spelling, as some clients publish it. */
  readonly bundledDependencies?: readonly string[] | boolean | JsonObject;
  readonly acceptDependencies?: DependencyMap;
  readonly bin?: string | { readonly [command: string]: string };
  readonly directories?: JsonObject;
  readonly engines?: { readonly [engine: string]: string };
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
  readonly deprecated?: string;
  readonly funding?: Json;
  readonly hasInstallScript?: boolean;
  readonly _hasShrinkwrap?: boolean;
  readonly _npmUser?: JsonObject;
  /** Present, perhaps empty, when the package has a `larder` key: it may then be a singleton of a host. */
  readonly larder?: ManifestRelations;
};

/** One version, whole, as npm serves it: the author's `package.json` with what the registry adds. */
export type Manifest = Omit<AbbreviatedManifest, "larder"> & JsonObject & { readonly larder?: JsonObject };
