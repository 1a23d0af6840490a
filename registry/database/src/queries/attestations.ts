import type { PackageName, Version } from "@larder/package-spec";
import { and, eq, isNull } from "drizzle-orm";

import type { Database } from "../database.ts";
import { type Attestation, attestations } from "../schema/attestations.ts";
import { packages } from "../schema/packages.ts";
import { versions } from "../schema/versions.ts";

/** Inserts what came with a version, in the transaction that inserts the version. */
export async function insertAttestations(
  db: Database,
  row: { readonly versionId: number; readonly attestations: readonly Attestation[] },
): Promise<void> {
  await db.insert(attestations).values(row);
}

/** The attestations of a version that is there to be installed; none for most. */
export async function listAttestations(
  db: Database,
  { name, version }: { readonly name: PackageName; readonly version: Version },
): Promise<readonly Attestation[]> {
  const [row] = await db
    .select({ attestations: attestations.attestations })
    .from(attestations)
    .innerJoin(versions, eq(versions.id, attestations.versionId))
    .innerJoin(packages, eq(packages.id, versions.packageId))
    .where(and(eq(packages.name, name), eq(versions.version, version), isNull(versions.unpublishedAt)));
  return row?.attestations ?? [];
}
