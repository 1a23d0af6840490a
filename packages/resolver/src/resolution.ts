import type { DependencyMap } from "@larder/packument";
import type { Integrity, PackageName, Version } from "@larder/package-spec";

/** Identifies one instance in a resolution: `name@version`, with the instances of its peers in parentheses when it has any. */
export type NodeId = string & { readonly node?: never };

/** The name that `larder.yaml` gives to a registry: `home`. */
export type RegistryAlias = string;

/** Why an edge exists. `requires` is Larder's relation between singletons. */
export type EdgeKind = "prod" | "optional" | "peer" | "requires";

/** What one package asks of another, and which instance answers it. */
export type Edge = {
  readonly kind: EdgeKind;
  /** The name under which the package is imported; another than the target's for an alias. */
  readonly alias: string;
  /** What was asked, as it was written. */
  readonly wanted: string;
  /** The instance; `provided` is the running host's own copy. */
  readonly to: NodeId | "provided";
};

/** One instance of a package that the host gets. */
export type ResolvedNode = {
  readonly id: NodeId;
  readonly name: PackageName;
  readonly version: Version;
  readonly registry: RegistryAlias;
  readonly integrity: Integrity;
  /** Where the archive is, below the registry's URL, when that is not the canonical place. */
  readonly tarballPath?: string;
  /** A singleton stands once in a host; a library as often as its ranges demand. */
  readonly kind: "singleton" | "library";
  /** Sorted by alias. */
  readonly edges: readonly Edge[];
  readonly engines?: { readonly [engine: string]: string };
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
  readonly hasBin?: boolean;
  readonly hasInstallScript?: boolean;
  readonly bundled?: readonly string[];
  readonly deprecated?: string;
};

/** What `larder.yaml` wants under one name. */
export type RootWant = { readonly alias: string; readonly wanted: string; readonly to: NodeId };

/** The answer of the resolver: everything that a host gets. */
export type Resolution = {
  /** The version of the core's API that it was solved for. */
  readonly coreVersion: Version;
  /** What was taken instead of what packages ask for, as in the request. */
  readonly overrides: DependencyMap;
  /** The libraries that the host wants once, sorted. */
  readonly shared: readonly PackageName[];
  /** Sorted by alias. */
  readonly wants: readonly RootWant[];
  /** Sorted by id. */
  readonly nodes: readonly ResolvedNode[];
  /** Capability → the instance that provides it, sorted. */
  readonly capabilities: readonly { readonly name: string; readonly wanted: readonly string[]; readonly by: NodeId }[];
};
