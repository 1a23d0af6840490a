import { and, inArray, lt, sql } from "drizzle-orm";

import type { Database } from "../database.ts";
import { advisories } from "../schema/advisories.ts";
import { registrySettings } from "../schema/registry-settings.ts";
import { findSetting } from "./registry-settings.ts";

/** Something that is known against versions of a package. */
export type AdvisoryRow = typeof advisories.$inferSelect;

/** What is read of an advisory. */
export type Advisory = Omit<AdvisoryRow, "generation">;

const settingKey = "advisories-generation";

/** How many imports have begun, as far as they have a number. */
const begunKey = "advisories-imports-begun";

/** Returns the number of the import whose rows count; 0 before the first. */
export async function readAdvisoryGeneration(db: Database): Promise<number> {
  const generation = await findSetting(db, settingKey);
  return typeof generation === "number" ? generation : 0;
}

/** Returns the number of a new import: no other import has it, and it is above those that began before. */
export async function nextAdvisoryGeneration(db: Database): Promise<number> {
  const current = await readAdvisoryGeneration(db);
  const [row] = await db
    .insert(registrySettings)
    .values({ key: begunKey, value: current + 1 })
    .onConflictDoUpdate({
      target: registrySettings.key,
      set: { value: sql`to_jsonb(greatest(${registrySettings.value}::text::integer, ${current}::integer) + 1)` },
    })
    .returning({ value: registrySettings.value });
  if (typeof row?.value !== "number") throw new Error("The number of an import is no number");
  return row.value;
}

/** Makes the rows of `generation` the ones that count; returns `false` when an import that began later counts already. */
export async function setAdvisoryGeneration(db: Database, generation: number): Promise<boolean> {
  const rows = await db
    .insert(registrySettings)
    .values({ key: settingKey, value: generation })
    .onConflictDoUpdate({
      target: registrySettings.key,
      set: { value: generation },
      setWhere: sql`${registrySettings.value}::text::integer < ${generation}::integer`,
    })
    .returning({ key: registrySettings.key });
  return rows.length > 0;
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

/**
 * Lists what is known against packages with these names, by name and id, of the import that counts.
 *
 * One statement: between two, another import could take the place of the one that was asked about.
 */
export async function listAdvisories(db: Database, names: readonly string[]): Promise<Advisory[]> {
  if (names.length === 0) return [];
  const counting = sql`(select ${registrySettings.value}::text::integer from ${registrySettings} where ${registrySettings.key} = ${settingKey})`;
  const { generation: _generation, ...columns } = columnsOf(advisories);
  return db
    .select(columns)
    .from(advisories)
    .where(and(sql`${advisories.generation} = ${counting}`, inArray(advisories.packageName, [...names])))
    .orderBy(advisories.packageName, advisories.id);
}

function columnsOf(table: typeof advisories): Pick<typeof advisories, keyof AdvisoryRow> {
  const { generation, packageName, id, severity, title, url } = table;
  const { vulnerableVersions, weaknesses, cvssVector, modifiedAt } = table;
  return { generation, packageName, id, severity, title, url, vulnerableVersions, weaknesses, cvssVector, modifiedAt };
}
