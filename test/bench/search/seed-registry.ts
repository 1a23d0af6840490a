import { createRegistry, defaultConfiguration } from "@larder/registry-api";
import { openRegistryDatabase } from "@larder/registry-database";
import { memoryBlobStore } from "@larder/registry-storage";
import type { SqlLocation } from "@larder/sql";

import { seedPackages, type SeedSize } from "./seed-packages.ts";

/** Makes a registry of this size at an empty place, before anybody serves it. */
export async function seedRegistry(at: SqlLocation, size: SeedSize, progress: (line: string) => void): Promise<void> {
  const database = await openRegistryDatabase(at);
  try {
    // Its first start makes its key; later it would sign everything that was there before.
    const first = { database, storage: memoryBlobStore(), configuration: defaultConfiguration() };
    const registry = await createRegistry({ ...first, publicUrl: "http://127.0.0.1:5273" });
    await registry.close();
    await seedPackages(database, size, progress);
  } finally {
    await database.close();
  }
}
