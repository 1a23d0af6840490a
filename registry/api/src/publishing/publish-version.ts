import type { PackageName } from "@larder/package-spec";
import {
  type Database,
  findVersion,
  insertMaintainer,
  insertVersion,
  listDistTags,
  listMaintainers,
  lockOrInsertPackage,
  type PackageRow,
  type RegistryDatabase,
  replaceComponents,
  replaceEdges,
  setDistTag,
  type VersionRow,
} from "@larder/registry-database";
import type { ReceivedBlob } from "@larder/registry-storage";

import type { Caller } from "../accounts/caller.ts";
import type { PublishRequest } from "./check-publish-document.ts";
import { inspectArchive, type InspectedArchive } from "./inspect-archive.ts";
import { tagsForVersion } from "./latest-rules.ts";
import { PublishConflictError } from "./publish-errors.ts";
import { edgesOf, publishedManifest } from "./published-manifest.ts";
import { recordWrite } from "./record-write.ts";

/** What a publish needs besides the request. */
export type PublishContext = {
  readonly database: RegistryDatabase;
  readonly caller: Extract<Caller, { type: "user" }>;
  readonly at: Date;
  /** Throws when the caller may not publish a package with these maintainers; `undefined` for a new one. */
  readonly assertAllowed: (maintainers: readonly string[] | undefined) => void;
};

/** Whether a publish made a version, or found its own from before: a client that lost the answer asks again. */
export type PublishOutcome = { readonly type: "created" | "unchanged"; readonly revision: number };

/**
 * Publishes one version: the archive is kept first, then one transaction makes everything else.
 *
 * When this resolves, both survive a power cut. When it throws, nothing can be seen of it: the archive
 * is discarded, or lies in storage without a name until it is collected.
 */
export async function publishVersion(
  context: PublishContext,
  request: PublishRequest,
  blob: ReceivedBlob,
): Promise<PublishOutcome> {
  const archive = await inspectArchive(request, blob);
  await blob.keep();
  return context.database.db.transaction((tx) => insertPublished(tx, context, request, archive));
}

async function insertPublished(
  tx: Database,
  context: PublishContext,
  request: PublishRequest,
  archive: InspectedArchive,
): Promise<PublishOutcome> {
  const { caller, at } = context;
  const { pkg, isNew } = await lockOrInsertPackage(tx, { name: request.name, at });
  context.assertAllowed(isNew ? undefined : await listMaintainerNames(tx, pkg));

  const existing = await findVersion(tx, { packageId: pkg.id, version: request.version });
  if (existing !== undefined) {
    assertSamePublish(request.name, existing, archive, caller.userId);
    return { type: "unchanged", revision: pkg.revision };
  }

  const manifest = publishedManifest(request, archive, caller);
  const version = await insertVersion(tx, request.name, {
    packageId: pkg.id,
    version: request.version,
    manifest,
    readme: archive.readme,
    integrity: archive.integrity,
    shasum: archive.shasum,
    sizeBytes: archive.size,
    unpackedSizeBytes: archive.unpackedSize,
    files: archive.files,
    publishedBy: caller.userId,
    publishedAt: at,
  });
  await replaceComponents(tx, { versionId: version.id, found: archive.components });
  await replaceEdges(tx, { versionId: version.id, found: edgesOf(manifest, archive) });
  const tags = tagsForVersion(request.version, request.tags, await listDistTags(tx, pkg.id));
  for (const tag of tags) await setDistTag(tx, { packageId: pkg.id, tag, version: request.version });
  if (isNew) await insertMaintainer(tx, { packageId: pkg.id, userId: caller.userId });

  const revision = await recordWrite(tx, pkg, {
    kind: "publish",
    actor: caller,
    target: `${request.name}@${request.version}`,
    after: { integrity: archive.integrity, tags: [...tags] },
    at,
  });
  return { type: "created", revision };
}

async function listMaintainerNames(tx: Database, pkg: PackageRow): Promise<string[]> {
  return (await listMaintainers(tx, pkg.id)).map(({ name }) => name);
}

function assertSamePublish(
  name: PackageName,
  existing: VersionRow,
  { integrity }: InspectedArchive,
  userId: number,
): void {
  const isSame = existing.integrity === integrity && existing.publishedBy === userId && existing.unpublishedAt === null;
  if (!isSame) throw new PublishConflictError(name, existing.version);
}
