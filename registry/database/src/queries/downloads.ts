import type { PackageName, Version } from "@larder/package-spec";
import { and, asc, between, eq, sql } from "drizzle-orm";

import type { Database } from "../database.ts";
import { downloads } from "../schema/downloads.ts";

/** So many downloads of a version on a day (`2026-11-21`, in UTC). */
export type DownloadsRow = typeof downloads.$inferSelect;

/** A span of days of one package; both ends count. */
export type DownloadsOf = { readonly name: PackageName; readonly from: string; readonly to: string };

/** Adds downloads to those that were counted before, in one statement. Each version and day stands in `rows` once. */
export async function addDownloads(db: Database, rows: readonly DownloadsRow[]): Promise<void> {
  await db
    .insert(downloads)
    .select(
      sql`select name, version, day, downloads from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as counted (name text, version text, day date, downloads bigint)
        order by name, day, version`,
    )
    .onConflictDoUpdate({
      target: [downloads.name, downloads.day, downloads.version],
      set: { downloads: sql`${downloads.downloads} + excluded.downloads` },
    });
}

/** Returns the downloads of all versions on each day; days without downloads are missing. */
export async function listDownloadsByDay(
  db: Database,
  { name, from, to }: DownloadsOf,
): Promise<{ readonly day: string; readonly downloads: number }[]> {
  return db
    .select({ day: downloads.day, downloads: sql<number>`sum(${downloads.downloads})`.mapWith(Number) })
    .from(downloads)
    .where(and(eq(downloads.name, name), between(downloads.day, from, to)))
    .groupBy(downloads.day)
    .orderBy(asc(downloads.day));
}

/** Returns the downloads of each version, most first. */
export async function listDownloadsByVersion(
  db: Database,
  { name, from, to }: DownloadsOf,
): Promise<{ readonly version: Version; readonly downloads: number }[]> {
  const total = sql<number>`sum(${downloads.downloads})`;
  return db
    .select({ version: downloads.version, downloads: total.mapWith(Number) })
    .from(downloads)
    .where(and(eq(downloads.name, name), between(downloads.day, from, to)))
    .groupBy(downloads.version)
    .orderBy(sql`${total} desc`, asc(downloads.version));
}
