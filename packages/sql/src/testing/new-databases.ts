import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll } from "vitest";

import { openSql } from "../open-sql.ts";
import { imageCache } from "./open-test-pglite.ts";
import { testMigrations } from "./test-migrations.ts";

/**
 * Returns what makes a directory hold a new database of PGlite, as a first boot leaves it before the first migration:
 * a copy of one that the file makes before its tests. A boot of that takes a tenth of what a first boot takes.
 */
export function newDatabases(): (directory: string) => Promise<void> {
  const writeTestMigrations = testMigrations();
  let template: string;

  beforeAll(async () => {
    template = await mkdtemp(join(tmpdir(), "larder-database-"));
    const at = { type: "directory", path: template, imageCache } as const;
    const sql = await openSql({ at, schema: {}, migrations: writeTestMigrations([]) });
    await sql.close();
  });

  afterAll(() => rm(template, { recursive: true, force: true }));

  return (directory) => cp(join(template, "pgdata"), join(directory, "pgdata"), { recursive: true });
}
