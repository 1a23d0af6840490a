import { and, eq, inArray, lt, sql } from "drizzle-orm";

import type { Database } from "../database.ts";
import { advisories } from "../schema/advisories.ts";
import { findSetting, setSetting } from "./registry-settings.ts";

/** Something that is known against versions of a package. */
export type AdvisoryRow = typeof advisories.$inferSelect;

/** What is read of an advisory. */
export type Advisory = Omit<AdvisoryRow, "generation">;

const settingKey = "advisories-generation";

/** Returns the number of the import whose rows count; 0 before the first. */
export async function readAdvisoryGeneration(db: Database): Promise<number> {
  const generation = await findSetting(db, settingKey);
  return typeof generation === "number" ? generation : 0;
}

/** Makes the rows of `generation` the ones that count. */
export async function setAdvisoryGeneration(db: Database, generation: number): Promise<void> {
  await setSetting(db, settingKey, generation);
}

/** Inserts rows of an import that does not count yet; one that stands twice in an archive is kept once. */
export async function insertAdvisories(db: Database, rows: readonly AdvisoryRow[]): Promise<void> {
  await db
    .insert(advisories)
    .values([...rows])
    .onConflictDoNothing();
}

/** Deletes up to `size` rows of imports before `generation`, and returns how many it found. */
export async function deleteOlderAdvisories(
  db: Database,
  { generation, size }: { readonly generation: number; readonly size: number },
): Promise<number> {
  const older = db
    .select({ row: sql`ctid` })
    .from(advisories)
    .where(lt(advisories.generation, generation))
    .limit(size);
  const deleted = await db
    .delete(advisories)
    .where(sql`ctid in ${older}`)
    .returning({ id: advisories.id });
  return deleted.length;
}

/** Lists what is known against packages with these names, by name and id, of the import that counts. */
export async function listAdvisories(db: Database, names: readonly string[]): Promise<Advisory[]> {
  if (names.length === 0) return [];
  const generation = await readAdvisoryGeneration(db);
  const { generation: _generation, ...columns } = columnsOf(advisories);
  return db
    .select(columns)
    .from(advisories)
    .where(and(eq(advisories.generation, generation), inArray(advisories.packageName, [...names])))
    .orderBy(advisories.packageName, advisories.id);
}

function columnsOf(table: typeof advisories): Pick<typeof advisories, keyof AdvisoryRow> {
  const { generation, packageName, id, severity, title, url } = table;
  const { vulnerableVersions, weaknesses, cvssVector, modifiedAt } = table;
  return { generation, packageName, id, severity, title, url, vulnerableVersions, weaknesses, cvssVector, modifiedAt };
}
