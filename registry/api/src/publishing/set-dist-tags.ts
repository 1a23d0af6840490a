import type { DistTag, Version } from "@larder/package-spec";
import {
  type Database,
  deleteDistTag,
  getVersion,
  listDistTags,
  type PackageRow,
  setDistTag,
} from "@larder/registry-database";

import type { AppliedChange } from "./change-package.ts";
import { LatestNeededError } from "./latest-rules.ts";

/** Tags and the versions that they point at. */
export type DistTags = readonly { readonly tag: DistTag; readonly version: Version }[];

/**
 * Points several tags at their versions, all or none; the other tags stay. `undefined` when all of them
 * point there already. Throws `VersionNotFoundError`.
 */
export async function mergeDistTags(
  tx: Database,
  pkg: PackageRow,
  wanted: DistTags,
): Promise<AppliedChange | undefined> {
  const before = await listDistTags(tx, pkg.id);
  for (const { tag, version } of wanted) {
    await getVersion(tx, pkg, version);
    if (before[tag] !== version) await setDistTag(tx, { packageId: pkg.id, tag, version });
  }
  return changeFrom(tx, pkg, before);
}

/**
 * The same, but the tags that are not `wanted` go. Throws `VersionNotFoundError`, and
 * {@link LatestNeededError} when `latest` would be one of them.
 */
export async function replaceDistTags(
  tx: Database,
  pkg: PackageRow,
  wanted: DistTags,
): Promise<AppliedChange | undefined> {
  if (!wanted.some(({ tag }) => tag === "latest")) throw new LatestNeededError(pkg.name);
  const before = await listDistTags(tx, pkg.id);
  await mergeDistTags(tx, pkg, wanted);
  const kept = new Set<string>(wanted.map(({ tag }) => tag));
  for (const tag of Object.keys(before) as DistTag[]) {
    if (!kept.has(tag)) await deleteDistTag(tx, pkg, tag);
  }
  return changeFrom(tx, pkg, before);
}

async function changeFrom(
  tx: Database,
  pkg: PackageRow,
  before: { readonly [tag: string]: Version },
): Promise<AppliedChange | undefined> {
  const after = await listDistTags(tx, pkg.id);
  // Both are sorted by tag.
  if (JSON.stringify(before) === JSON.stringify(after)) return undefined;
  return { kind: "dist-tags", target: pkg.name, before, after };
}
