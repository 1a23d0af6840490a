import type { PackageName } from "@larder/package-spec";

import type { KnownDocuments } from "../known-documents.ts";
import type { LockedVersions } from "../locked-versions.ts";
import type { PackageVersion } from "../package-versions.ts";
import type { ResolveRequest } from "../request.ts";
import type { WorkBudget } from "../work-budget.ts";
import type { PeerAnswers } from "./joint-peers.ts";

/** What the graph is made from. */
export type LibraryWorld = {
  readonly request: ResolveRequest;
  readonly documents: KnownDocuments;
  readonly locked: LockedVersions;
  readonly singletons: ReadonlyMap<PackageName, PackageVersion>;
  /** Optional edges (`name@version alias`) below which something cannot be had. */
  readonly dropped: ReadonlySet<string>;
  /** Alias → what the host answers to peers that nobody else answers, and the versions in which its wants give way to them. */
  readonly answered: PeerAnswers;
  readonly budget: WorkBudget;
  isSingleton(name: PackageName): boolean | undefined;
};
