import type { AbbreviatedManifest, AbbreviatedPackument, DependencyMap } from "@larder/packument";
import type { PackageName, Version } from "@larder/package-spec";

import type { Conflict } from "./conflict.ts";
import type { PackageExtension } from "./extension.ts";
import type { ResolvePolicy } from "./policy.ts";
import type { NodeId, NodeSource, RegistryAlias, Resolution } from "./resolution.ts";

/** One entry of `wants` in `larder.yaml`. */
export type Want = {
  readonly alias: string;
  /** A range, a dist-tag, or `npm:<name>@<range or tag>`. */
  readonly wanted: string;
  /** Where it is written: `larder.yaml:7`. */
  readonly declaredIn?: string;
};

/**
 * A package that the host wants from outside of a registry: a folder, a repository, an archive. It was
 * read and pinned before anything is solved, and is the one version that its want can get.
 */
export type GivenPackage = {
  /** The want that it answers. */
  readonly alias: string;
  readonly source: Exclude<NodeSource, { readonly type: "registry" }>;
  /** With the integrity of the archive that is made of it. */
  readonly manifest: AbbreviatedManifest;
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
  /** Selector → what is added. */
  readonly extensions?: { readonly [selector: string]: PackageExtension };
  readonly given?: readonly GivenPackage[];
  readonly policy?: ResolvePolicy;
  /** The time for which the answer holds, ISO 8601 in UTC; needed by a minimum age, and by nothing else. */
  readonly asOf?: string;
  /** `lowest` takes the lowest version that fits, to prove that the ranges are honest. */
  readonly prefer?: "newest" | "lowest";
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
  | {
      readonly outcome: "solved";
      readonly resolution: Resolution;
      /** When what is signed and was not locked before was published, by its id, where its registry says that. */
      readonly published?: { readonly [id: NodeId]: string };
    }
  | { readonly outcome: "conflict"; readonly conflict: Conflict };

/** An outcome, or the documents that it takes to reach one. */
export type SolveOutcome =
  | ResolveOutcome
  | {
      readonly outcome: "needs";
      readonly names: readonly PackageName[];
      /** The answer when those cannot be had: they only serve to try what would help. */
      readonly conflict?: Conflict;
    };
