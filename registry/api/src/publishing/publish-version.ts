import type { PackageName } from "@larder/package-spec";
import {
  type Database,
  findPackageRights,
  findVersion,
  grantToDevelopers,
  insertAttestations,
  insertPublished,
  listDistTags,
  lockOrInsertPackage,
  type PackageRights,
  type PackageRow,
  type RegistryDatabase,
  restrictPackage,
  type VersionRow,
} from "@larder/registry-database";
import type { ReceivedBlob } from "@larder/registry-storage";

import type { Caller } from "../accounts/caller.ts";
import type { Access, PublishRequest } from "./check-publish-document.ts";
import { inTurn } from "./in-turn.ts";
import { inspectArchive, type InspectedArchive } from "./inspect-archive.ts";
import { tagsForVersion } from "./latest-rules.ts";
import { PublishConflictError } from "./publish-errors.ts";
import { edgesOf, publishedManifest } from "./published-manifest.ts";
import { stateOfNewPackage } from "./new-package-state.ts";
import { announceWrite, storeWrite, type Write } from "./record-write.ts";
import type { SigningKey } from "./signing-key.ts";
import type { PackageState } from "./store-documents.ts";

/** What a publish needs besides the request. */
export type PublishContext = {
  readonly database: RegistryDatabase;
  readonly signingKey: SigningKey;
  readonly caller: Extract<Caller, { type: "user" }>;
  readonly at: Date;
};

/** A version that is to be published, and its archive. */
export type Publication = {
  readonly request: PublishRequest;
  readonly blob: ReceivedBlob;
  /** Throws when the caller may not publish under a name about which this is known. */
  readonly assertAllowed: (rights: PackageRights) => void;
  /** Whom a new package is for, whatever its publisher says. A package that exists keeps its access. */
  readonly accessOfRule: Access | undefined;
};

/** Whether a publish made a version, or found its own from before: a client that lost the answer asks again. */
export type PublishOutcome = {
  readonly type: "created" | "unchanged";
  readonly name: PackageName;
  readonly revision: number;
  /** Whether a new package is for some only. */
  readonly isRestricted: boolean;
};

/** Publishes one version, as {@link publishVersions} does. */
export async function publishVersion(context: PublishContext, publication: Publication): Promise<PublishOutcome> {
  const [outcome] = await publishVersions(context, [publication]);
  if (outcome === undefined) throw new Error("A publish ended without an outcome");
  return outcome;
}

/**
 * Publishes one version of each of several packages, all or none: the archives are kept first, then one
 * transaction makes everything else. Returns the outcomes in the order of the names.
 *
 * When this resolves, all of it survives a power cut. When it throws, nothing can be seen of it: the
 * archives are discarded, or lie in storage without a name until they are collected.
 */
export async function publishVersions(
  context: PublishContext,
  publications: readonly Publication[],
): Promise<PublishOutcome[]> {
  const inspected: Inspected[] = [];
  // Packages are locked in this order, by everybody, so that no two writers wait for each other.
  for (const publication of publications.toSorted(byName)) {
    inspected.push({ ...publication, archive: await inspectArchive(publication.request, publication.blob) });
  }
  for (const { blob } of inspected) await blob.keep();
  const { database } = context;
  const names = inspected.map(({ request }) => request.name);
  return inTurn(database, names, () => database.db.transaction((tx) => insertAll(tx, context, inspected)));
}

type Inspected = Publication & { readonly archive: InspectedArchive };
type Held = Inspected & {
  readonly pkg: PackageRow;
  readonly isNew: boolean;
  /** Whether an organisation owns the scope of its name. */
  readonly isOwned: boolean;
};

async function insertAll(
  tx: Database,
  context: PublishContext,
  publications: readonly Inspected[],
): Promise<PublishOutcome[]> {
  const held: Held[] = [];
  for (const publication of publications) {
    const { name } = publication.request;
    const { pkg, isNew, ...made } = await lockOrInsertPackage(tx, { name, at: context.at });
    const rights = "org" in made ? { org: made.org, pkg: undefined } : await findPackageRights(tx, name);
    publication.assertAllowed(rights);
    held.push({ ...publication, pkg, isNew, isOwned: rights.org !== null });
  }
  const written: (Held & { readonly write: Write | undefined })[] = [];
  for (const publication of held) {
    const published = await publishHeld(tx, context, publication);
    const { pkg } = publication;
    const changed = published === undefined ? pkg : await storeWrite(tx, pkg, published.write, published.state);
    written.push({ ...publication, pkg: changed, write: published?.write });
  }
  for (const { pkg, write } of written) if (write !== undefined) await announceWrite(tx, pkg, write);
  return written.map(({ pkg: { name, revision }, write, isNew, ...publication }) => ({
    type: write === undefined ? "unchanged" : "created",
    name,
    revision,
    isRestricted: isNew && accessOf(publication) === "restricted",
  }));
}

/** What a publish wrote; with the whole `state` of a package that is new. */
type Published = { readonly write: Write; readonly state: PackageState | undefined };

/** Returns what was written; `undefined` when the version was there, just like this. */
async function publishHeld(
  tx: Database,
  { signingKey, caller, at }: PublishContext,
  { request, archive, pkg, isNew, isOwned, accessOfRule }: Held,
): Promise<Published | undefined> {
  const existing = isNew ? undefined : await findVersion(tx, { packageId: pkg.id, version: request.version });
  if (existing !== undefined) {
    assertSamePublish(request.name, existing, archive, caller.userId);
    return undefined;
  }

  const manifest = publishedManifest(request, archive, { publisher: caller, signingKey });
  const tags = tagsForVersion(request.version, request.tags, isNew ? {} : await listDistTags(tx, pkg.id));
  const version = await insertPublished(tx, request.name, {
    version: {
      packageId: pkg.id,
      version: request.version,
      manifest,
      readme: archive.readme,
      integrity: archive.integrity,
      shasum: archive.shasum,
      sizeBytes: archive.size,
      unpackedSizeBytes: archive.unpackedSize,
      files: archive.files,
      contentDigest: archive.contentDigest,
      publishedBy: caller.userId,
      publishedAt: at,
    },
    tags,
    components: archive.components,
    edges: edgesOf(manifest, archive),
    isMaintainedByPublisher: isNew,
  });
  if (archive.provenance !== undefined) {
    await insertAttestations(tx, { versionId: version.id, attestations: [archive.provenance] });
  }
  if (isNew) await giveToScope(tx, pkg, { isOwned, access: accessOf({ request, accessOfRule }) });

  const write: Write = {
    kind: "publish",
    actor: caller,
    target: `${request.name}@${request.version}`,
    after: { integrity: archive.integrity, tags: [...tags] },
    at,
  };
  return { write, state: isNew ? stateOfNewPackage({ version, archive, tags, publisher: caller }) : undefined };
}

function byName(left: Publication, right: Publication): number {
  return left.request.name < right.request.name ? -1 : 1;
}

function accessOf({ request, accessOfRule }: Pick<Publication, "request" | "accessOfRule">): Access {
  return accessOfRule ?? request.access ?? "public";
}

/** A new package belongs to those who develop in its scope, besides its publisher. */
async function giveToScope(
  tx: Database,
  { id: packageId, name }: PackageRow,
  { isOwned, access }: { readonly isOwned: boolean; readonly access: Access },
): Promise<void> {
  if (isOwned) await grantToDevelopers(tx, { packageId, name });
  if (access === "restricted") await restrictPackage(tx, packageId);
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
