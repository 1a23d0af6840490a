import type { PackageVersion, PackageVersions } from "../package-versions.ts";
import type { OverridesInForce } from "../overrides/overrides.ts";
import type { EdgeKind } from "../resolution.ts";
import type { PackageName } from "@larder/package-spec";

/** One version of a package in the graph, with the overrides that reach it from above, before peers make instances of it. */
export type LibraryNode = {
  /** `name@version`. */
  readonly key: string;
  /** The key, with what tells the overrides from above apart: no other node of a graph has it. */
  readonly placeKey: string;
  readonly name: PackageName;
  readonly chosen: PackageVersion;
  readonly versions: PackageVersions;
  readonly kind: "singleton" | "library";
  readonly overrides: OverridesInForce;
  /** Who asked for it first; nothing for what the host wants itself and for singletons. */
  readonly parent: { readonly node: LibraryNode; readonly alias: string; readonly isOptional: boolean } | undefined;
  /** Where the host's want is written. */
  readonly declaredIn: string | undefined;
  /** What it gets whoever asks for it. */
  readonly edges: Map<string, LibraryEdge>;
  /** Peers that are answered by whoever asks for it. */
  readonly peers: LibraryPeer[];
  /** What answers those peers where nobody else does. */
  readonly ownPeers: Map<string, LibraryEdge>;
  isExpanded: boolean;
};

export type LibraryEdge = {
  readonly kind: EdgeKind;
  readonly alias: string;
  readonly wanted: string;
  readonly to: LibraryNode | "provided";
};

export type LibraryPeer = { readonly alias: string; readonly wanted: string; readonly optional: boolean };

/** Returns the kind of the edge that answers `peer`. */
export function peerKind({ optional }: LibraryPeer): EdgeKind {
  return optional ? "optional-peer" : "peer";
}
