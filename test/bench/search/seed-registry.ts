import { openRegistryDatabase } from "@larder/registry-database";
import type { SqlLocation } from "@larder/sql";

import { seedPackages, type SeedSize } from "./seed-packages.ts";

/** Fills the database of a registry of this size, which is stopped and has no packages. */
export async function seedRegistry(at: SqlLocation, size: SeedSize, progress: (line: string) => void): Promise<void> {
  const database = await openRegistryDatabase(at);
  try {
    await seedPackages(database, size, progress);
  } finally {
    await database.close();
  }
}
