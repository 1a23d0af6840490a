import type { PackageName, Scope } from "@larder/package-spec";
import { and, eq, sql } from "drizzle-orm";

import type { Database } from "../database.ts";
import { isOneOf } from "../is-one-of.ts";
import { type UplinkTarball, uplinkDocuments } from "../schema/uplink-documents.ts";

/** A packument of an uplink, rendered as it is served here. `full` is absent until someone asked for it. */
export type UplinkDocumentRow = typeof uplinkDocuments.$inferSelect;

/** What is read of an uplink's packument to serve it: everything but where the archives are, and what is not served. */
export type UplinkDocument = Omit<UplinkDocumentRow, "tarballs" | "source">;

/** What a conditional request for an uplink's packument needs, without its texts, which may be large. */
export type UplinkValidatorsRow = Pick<UplinkDocumentRow, "uplinkEtag" | "uplinkLastModified"> & {
  readonly hasFull: boolean;
};

/** Where an archive comes from, by what the uplink said at `fetchedAt`. */
export type UplinkSource = { readonly source: UplinkTarball | undefined; readonly fetchedAt: Date };

/** The texts and facts that a policy decides about. */
export type UplinkRendering = Pick<
  UplinkDocumentRow,
  | "full"
  | "abbreviated"
  | "resolution"
  | "resolutionOf"
  | "fullHash"
  | "abbreviatedHash"
  | "source"
  | "hidden"
  | "policyHash"
  | "eligibleAt"
  | "changedAt"
>;

/** Which package of which uplink. */
export type UplinkPackage = { readonly uplink: string; readonly name: PackageName };

/** Enough for the fields at the beginning of an abbreviated text. */
const headLength = 512;

const factColumns = {
  uplink: uplinkDocuments.uplink,
  name: uplinkDocuments.name,
  uplinkEtag: uplinkDocuments.uplinkEtag,
  uplinkLastModified: uplinkDocuments.uplinkLastModified,
  fetchedAt: uplinkDocuments.fetchedAt,
  resolution: uplinkDocuments.resolution,
  resolutionOf: uplinkDocuments.resolutionOf,
  fullHash: uplinkDocuments.fullHash,
  abbreviatedHash: uplinkDocuments.abbreviatedHash,
  hidden: uplinkDocuments.hidden,
  policyHash: uplinkDocuments.policyHash,
  eligibleAt: uplinkDocuments.eligibleAt,
  changedAt: uplinkDocuments.changedAt,
};

/** Stores what an uplink answered. */
export async function putUplinkDocument(db: Database, row: UplinkDocumentRow): Promise<void> {
  await db
    .insert(uplinkDocuments)
    .values(row)
    .onConflictDoUpdate({ target: [uplinkDocuments.uplink, uplinkDocuments.name], set: row });
}

/** Notes that an uplink said "not modified". */
export async function touchUplinkDocument(
  db: Database,
  { uplink, name }: UplinkPackage,
  fetchedAt: Date,
): Promise<void> {
  await db
    .update(uplinkDocuments)
    .set({ fetchedAt })
    .where(and(eq(uplinkDocuments.uplink, uplink), eq(uplinkDocuments.name, name)));
}

/** Returns what the uplink last answered; `undefined` when it was never asked for the package. */
export async function findUplinkDocument(
  db: Database,
  { uplink, name }: UplinkPackage,
): Promise<UplinkDocument | undefined> {
  const [row] = await db
    .select({ ...factColumns, full: uplinkDocuments.full, abbreviated: uplinkDocuments.abbreviated })
    .from(uplinkDocuments)
    .where(and(eq(uplinkDocuments.uplink, uplink), eq(uplinkDocuments.name, name)));
  return row;
}

/**
 * Returns the same of several packages for a resolver, in no particular order, without those that the uplink was never
 * asked for. A resolver reads none of the texts for clients: the full one is left out, and of the abbreviated one there
 * are the first characters, where the time of the last change stands.
 *
 * A row of an earlier release has nothing for a resolver, or something old: its `resolutionOf` is then not its
 * `abbreviatedHash`.
 */
export async function listUplinkResolutions(
  db: Database,
  { uplink, names }: { readonly uplink: string; readonly names: readonly PackageName[] },
): Promise<UplinkDocument[]> {
  const rows = await db
    .select({ ...factColumns, abbreviated: sql<string>`left(${uplinkDocuments.abbreviated}, ${headLength})` })
    .from(uplinkDocuments)
    .where(and(eq(uplinkDocuments.uplink, uplink), isOneOf(uplinkDocuments.name, names)));
  return rows.map((row) => ({ ...row, full: null }));
}

/** Returns what the next conditional request needs; `undefined` when the uplink was never asked for the package. */
export async function findUplinkValidators(
  db: Database,
  { uplink, name }: UplinkPackage,
): Promise<UplinkValidatorsRow | undefined> {
  const [row] = await db
    .select({
      uplinkEtag: uplinkDocuments.uplinkEtag,
      uplinkLastModified: uplinkDocuments.uplinkLastModified,
      hasFull: sql<boolean>`${uplinkDocuments.full} is not null`,
    })
    .from(uplinkDocuments)
    .where(and(eq(uplinkDocuments.uplink, uplink), eq(uplinkDocuments.name, name)));
  return row;
}

/** Returns the full packument with all versions that the uplink has, hidden ones included; `undefined` when it is not known. */
export async function findWholeUplinkDocument(
  db: Database,
  { uplink, name }: UplinkPackage,
): Promise<string | undefined> {
  const [row] = await db
    .select({ text: sql<string | null>`coalesce(${uplinkDocuments.source}, ${uplinkDocuments.full})` })
    .from(uplinkDocuments)
    .where(and(eq(uplinkDocuments.uplink, uplink), eq(uplinkDocuments.name, name)));
  return row?.text ?? undefined;
}

/**
 * Replaces what is served of a packument that the uplink said at `fetchedAt`; returns whether it was still that one.
 *
 * Another replica may have fetched a newer one meanwhile, and rendered it itself.
 */
export async function setUplinkRendering(
  db: Database,
  { uplink, name, fetchedAt }: UplinkPackage & { readonly fetchedAt: Date },
  rendering: UplinkRendering,
): Promise<boolean> {
  const rows = await db
    .update(uplinkDocuments)
    .set(rendering)
    .where(
      and(eq(uplinkDocuments.uplink, uplink), eq(uplinkDocuments.name, name), eq(uplinkDocuments.fetchedAt, fetchedAt)),
    )
    .returning({ name: uplinkDocuments.name });
  return rows.length > 0;
}

/**
 * Returns where the archive named `fileName` comes from, if the uplink's packument names it; `undefined` when the
 * uplink was never asked for the package.
 */
export async function findUplinkSource(
  db: Database,
  { uplink, name }: UplinkPackage,
  fileName: string,
): Promise<UplinkSource | undefined> {
  const [row] = await db
    .select({
      source: sql<UplinkTarball | null>`${uplinkDocuments.tarballs} -> ${fileName}::text`,
      fetchedAt: uplinkDocuments.fetchedAt,
    })
    .from(uplinkDocuments)
    .where(and(eq(uplinkDocuments.uplink, uplink), eq(uplinkDocuments.name, name)));
  return row && { source: row.source ?? undefined, fetchedAt: row.fetchedAt };
}

/** Returns the name of some package of `scope` that was fetched from the uplink; `undefined` when none was. */
export async function findUplinkNameInScope(
  db: Database,
  { uplink, scope }: { readonly uplink: string; readonly scope: Scope },
): Promise<PackageName | undefined> {
  const [row] = await db
    .select({ name: uplinkDocuments.name })
    .from(uplinkDocuments)
    .where(and(eq(uplinkDocuments.uplink, uplink), sql`starts_with(${uplinkDocuments.name}, ${`${scope}/`}::text)`))
    .limit(1);
  return row?.name;
}
