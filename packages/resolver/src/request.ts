import type { AbbreviatedPackument, DependencyMap } from "@larder/packument";
import type { PackageName, Version } from "@larder/package-spec";

import type { Conflict } from "./conflict.ts";
import type { RegistryAlias, Resolution } from "./resolution.ts";

/** One entry of `wants` in `larder.yaml`. */
export type Want = {
  readonly alias: string;
  /** A range, a dist-tag, or `npm:<name>@<range or tag>`. */
  readonly wanted: string;
  /** Where it is written: `larder.yaml:7`. */
  readonly origin?: string;
};

/** Everything that an answer depends on, besides the documents of the registry. */
export type ResolveRequest = {
  readonly coreVersion: Version;
  /** Names that the running host answers with its own copy: never fetched, never in the graph. */
  readonly provided: readonly PackageName[];
  readonly registry: RegistryAlias;
  readonly wants: readonly Want[];
  /** Libraries that the host wants once. */
  readonly shared: readonly PackageName[];
  /** `name` or `parent>name` → what is taken instead of what packages ask for. */
  readonly overrides: DependencyMap;
  /** The answer that stands; its versions are kept where they still fit. */
  readonly locked?: Resolution;
  /** Names whose locked versions do not count. */
  readonly update?: readonly string[];
};

/** Where documents come from. */
export type PackageSource = {
  /** Returns the document of `name`, `undefined` when no such package exists. Rejects when nobody can say. */
  fetch(name: PackageName): Promise<AbbreviatedPackument | undefined>;
};

/** The documents that are at hand; `undefined` stands for a package that does not exist. */
export type Documents = ReadonlyMap<PackageName, AbbreviatedPackument | undefined>;

/** What a host gets, or why it cannot have what it wants. */
export type ResolveOutcome =
  | { readonly outcome: "solved"; readonly resolution: Resolution }
  | { readonly outcome: "conflict"; readonly conflict: Conflict };

/** An outcome, or the documents that it takes to reach one. */
export type SolveOutcome = ResolveOutcome | { readonly outcome: "needs"; readonly names: readonly PackageName[] };
