import { openSql, type Sql, type SqlLocation } from "@larder/sql";

import * as schema from "./schema/index.ts";

/** The registry's tables. */
export type RegistrySchema = typeof schema;

/** The registry's database: `Sql` over its tables, with all migrations applied. */
export type RegistryDatabase = Sql<RegistrySchema>;

/**
 * What every query function takes: `database.db`, or the transaction that `database.db.transaction` passes.
 *
 * Inside a transaction pass on only what it gave: on PGlite the outer `db` would wait for ever.
 */
export type Database = RegistryDatabase["db"];

/** Where the migrations of the registry's tables are. */
export const registryMigrations = new URL("../migrations", import.meta.url);

/** Opens the registry's database. Throws what {@link openSql} throws. */
export function openRegistryDatabase(at: SqlLocation): Promise<RegistryDatabase> {
  return openSql({ at, schema, migrations: registryMigrations });
}
