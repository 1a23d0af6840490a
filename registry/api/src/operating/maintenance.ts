import type { RegistryDatabase } from "@larder/registry-database";
import type { Logger } from "pino";

const writesBetween = 500;

/**
 * Looks after a database that nobody else looks after: PGlite neither checkpoints nor vacuums by itself.
 *
 * Returns the function that counts a write. After so many, the database is maintained behind the answers.
 */
export function countingMaintenance(database: RegistryDatabase, logger: Logger): () => void {
  let writes = 0;
  let isRunning = false;

  return () => {
    writes += 1;
    if (writes < writesBetween || isRunning || database.engine !== "pglite") return;
    writes = 0;
    isRunning = true;
    void maintain(database, logger).finally(() => {
      isRunning = false;
    });
  };
}

async function maintain(database: RegistryDatabase, logger: Logger): Promise<void> {
  try {
    const startedAt = performance.now();
    await database.maintain();
    logger.info({ ms: Math.round(performance.now() - startedAt) }, "the database was maintained");
  } catch (error) {
    // The edge of a background process: nobody waits for it.
    logger.error({ err: error }, "the database could not be maintained");
  }
}
