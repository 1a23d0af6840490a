import type { DistTag, Version } from "@larder/package-spec";
import {
  type Database,
  deleteDistTag,
  hasDependents,
  listDistTags,
  type PackageRow,
  type PublishedVersion,
  setDistTag,
  setUnpublished,
} from "@larder/registry-database";

import type { AppliedChange, HeldRights, PackageChange } from "./change-package.ts";
import { pickLatest } from "./latest-rules.ts";
import { targetOf } from "./target-of.ts";

/** Which of the published versions go, and which one the client wants as `latest` afterwards. */
export type Unpublish = {
  readonly change: PackageChange;
  readonly rights: HeldRights;
  readonly published: readonly PublishedVersion[];
  readonly removed: readonly PublishedVersion[];
  readonly wantedLatest?: string | undefined;
};

/**
 * Makes tombstones of versions: they are no longer served, and nobody ever publishes their numbers again.
 *
 * Their tags go with them, but `latest` moves to another version, as long as one is left. Throws when
 * the caller may not take back one of them.
 */
export async function unpublishVersions(
  tx: Database,
  pkg: PackageRow,
  { change, rights, published, removed, wantedLatest }: Unpublish,
): Promise<AppliedChange> {
  const isNeeded = await hasDependents(tx, pkg.name);
  for (const { version, publishedAt } of removed) {
    change.assertMayUnpublish({ rights, version, publishedAt, hasDependents: isNeeded });
  }

  const gone = new Set(removed.map(({ version }) => version));
  const remaining = published.map(({ version }) => version).filter((version) => !gone.has(version));
  const before = await listDistTags(tx, pkg.id);
  for (const [tag, version] of Object.entries(before) as [DistTag, Version][]) {
    if (!gone.has(version)) continue;
    const next = tag === "latest" ? pickLatest(remaining, wantedLatest) : undefined;
    if (next === undefined) await deleteDistTag(tx, pkg, tag);
    else await setDistTag(tx, { packageId: pkg.id, tag, version: next });
  }
  for (const { id } of removed) await setUnpublished(tx, { versionId: id, at: change.at });
  return {
    kind: "unpublish",
    target: targetOf(pkg.name, removed),
    before: { versions: [...gone], tags: before },
    after: { tags: await listDistTags(tx, pkg.id) },
  };
}
