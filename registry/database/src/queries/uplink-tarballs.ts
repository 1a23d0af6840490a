import { and, eq } from "drizzle-orm";

import type { Database } from "../database.ts";
import { uplinkTarballs } from "../schema/uplink-tarballs.ts";
import type { UplinkPackage } from "./uplink-documents.ts";

/** An archive of an uplink that is kept here. */
export type UplinkTarballRow = typeof uplinkTarballs.$inferSelect;

/** Notes that an archive was verified and kept. Another request may have noted it first; archives never change. */
export async function insertUplinkTarball(db: Database, row: UplinkTarballRow): Promise<void> {
  await db.insert(uplinkTarballs).values(row).onConflictDoNothing();
}

/** Returns the kept archive; `undefined` when it was not fetched yet. */
export async function findUplinkTarball(
  db: Database,
  { uplink, name }: UplinkPackage,
  fileName: string,
): Promise<UplinkTarballRow | undefined> {
  const [row] = await db
    .select()
    .from(uplinkTarballs)
    .where(
      and(eq(uplinkTarballs.uplink, uplink), eq(uplinkTarballs.name, name), eq(uplinkTarballs.fileName, fileName)),
    );
  return row;
}
