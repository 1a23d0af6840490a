import { describeEachEngine, openTestPglite } from "@larder/sql/testing";

import { registryMigrations, type RegistryDatabase } from "../database.ts";
import * as schema from "../schema/index.ts";

const options = { schema, migrations: registryMigrations };

/** Opens an empty database in memory; the caller closes it. */
export function openTestDatabase(): Promise<RegistryDatabase> {
  return openTestPglite(options);
}

/** Runs the same tests over PGlite and Postgres. What `openDatabase` opens is empty, and is closed after the last test. */
export function describeEachDatabase(
  title: string,
  defineTests: (openDatabase: () => Promise<RegistryDatabase>) => void,
): void {
  describeEachEngine(title, (openTestSql) => defineTests(() => openTestSql(options)));
}
