import type { Json } from "@larder/packument";
import { eq } from "drizzle-orm";

import type { Database } from "../database.ts";
import { onlyRow } from "../only-row.ts";
import { registrySettings } from "../schema/registry-settings.ts";

/** Returns the setting; `undefined` when it was never set. */
export async function findSetting(db: Database, key: string): Promise<Json | undefined> {
  const [row] = await db.select().from(registrySettings).where(eq(registrySettings.key, key));
  return row?.value;
}

/** Sets or replaces the setting. */
export async function setSetting(db: Database, key: string, value: Json): Promise<void> {
  await db
    .insert(registrySettings)
    .values({ key, value })
    .onConflictDoUpdate({ target: registrySettings.key, set: { value } });
}

/** Returns the setting, which becomes `initial` when it was never set; of several at once all get the same. */
export async function getOrInsertSetting(db: Database, key: string, initial: Json): Promise<Json> {
  await db.insert(registrySettings).values({ key, value: initial }).onConflictDoNothing();
  return onlyRow(await db.select().from(registrySettings).where(eq(registrySettings.key, key))).value;
}
