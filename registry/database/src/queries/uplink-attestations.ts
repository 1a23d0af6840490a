import type { Version } from "@larder/package-spec";
import { and, eq } from "drizzle-orm";

import type { Database } from "../database.ts";
import { uplinkAttestations } from "../schema/uplink-attestations.ts";
import type { UplinkPackage } from "./uplink-documents.ts";

/** The attestations of a version of an uplink, and when they were last seen. */
export type UplinkAttestationsRow = typeof uplinkAttestations.$inferSelect;

/** Stores what an uplink answered; an empty list says that it has none. */
export async function putUplinkAttestations(db: Database, row: UplinkAttestationsRow): Promise<void> {
  await db
    .insert(uplinkAttestations)
    .values(row)
    .onConflictDoUpdate({
      target: [uplinkAttestations.uplink, uplinkAttestations.name, uplinkAttestations.version],
      set: { attestations: row.attestations, fetchedAt: row.fetchedAt },
    });
}

/** Returns what the uplink last answered; `undefined` when it was never asked about this version. */
export async function findUplinkAttestations(
  db: Database,
  { uplink, name }: UplinkPackage,
  version: Version,
): Promise<UplinkAttestationsRow | undefined> {
  const { uplink: uplinkColumn, name: nameColumn, version: versionColumn } = uplinkAttestations;
  const [row] = await db
    .select()
    .from(uplinkAttestations)
    .where(and(eq(uplinkColumn, uplink), eq(nameColumn, name), eq(versionColumn, version)));
  return row;
}
