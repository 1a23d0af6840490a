import type { DependencyMap, Signature } from "@larder/packument";
import type { Integrity, PackageName, Version } from "@larder/package-spec";

import type { PackageExtension } from "./extension.ts";
import type { ResolvePolicy } from "./policy.ts";

/**
 * Identifies one instance in a resolution: `name@version`, with the scopes of overrides that make it another one in
 * brackets, and the instances that answer its peers in parentheses.
 */
export type NodeId = string & { readonly node?: never };

/** The name that `larder.yaml` gives to a registry: `home`. */
export type RegistryAlias = string;

/** Where the archive of a package comes from; no host of a registry and nothing of the machine stands in it. */
export type NodeSource =
  | {
      readonly type: "registry";
      readonly registry: RegistryAlias;
      /** Where the archive is, below the registry's URL, when that is not the canonical place. */
      readonly tarballPath?: string;
    }
  | {
      readonly type: "git";
      /** As git fetches it: `https://code.example/themes.git`. */
      readonly repository: string;
      /** All of its hexadecimal digits. */
      readonly commit: string;
      /** The folder of the package in the repository, when that is not its root. */
      readonly directory?: string;
    }
  /** A folder or an archive, relative to the host. */
  | { readonly type: "path"; readonly path: string }
  | { readonly type: "tarball"; readonly url: string };

/**
 * Why an edge exists. `requires` is Larder's relation between singletons; an `optional-peer` stands only
 * because somebody else brought its target.
 */
export type EdgeKind = "prod" | "optional" | "peer" | "optional-peer" | "requires";

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
  readonly source: NodeSource;
  /** Of the archive; one that is made here from a folder or a repository has the same bytes everywhere. */
  readonly integrity: Integrity;
  /** The word of its registry for name, version and integrity, where it gives that. Nobody has checked it here. */
  readonly signatures?: readonly Signature[];
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
  /** What was added to what packages say of themselves, as in the request; nothing when nothing was. */
  readonly extensions?: { readonly [selector: string]: PackageExtension };
  /** The policy of the request; nothing when it asked nothing. */
  readonly policy?: ResolvePolicy;
  /** The time for which the answer holds; only with a minimum age. */
  readonly asOf?: string;
  /** The libraries that the host wants once, sorted. */
  readonly shared: readonly PackageName[];
  /** Sorted by alias. */
  readonly wants: readonly RootWant[];
  /** Sorted by id. */
  readonly nodes: readonly ResolvedNode[];
  /** Capability → the instance that provides it, sorted. */
  readonly capabilities: readonly { readonly name: string; readonly wanted: readonly string[]; readonly by: NodeId }[];
};
