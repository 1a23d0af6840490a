import type { OpenSqlOptions, Sql, SqlSchema } from "./sql.ts";

/**
 * Opens the database at `at` with all migrations applied.
 *
 * Engines are loaded when they are used: importing a driver costs more than most commands take.
 * Throws {@link DirectoryHeldError} when another process has the directory, {@link DatabaseUnreachableError}
 * and {@link DatabaseRefusedError} when a server cannot be used, {@link UnknownSchemaError} when the
 * database was written by a newer version or by something else.
 */
export async function openSql<Schema extends SqlSchema>(options: OpenSqlOptions<Schema>): Promise<Sql<Schema>> {
  const { at, schema, migrations } = options;
  if (at.type === "url") {
    const { openPostgres } = await import("./postgres/open-postgres.ts");
    return openPostgres({ at, schema, migrations });
  }
  const { openPglite } = await import("./pglite/open-pglite.ts");
  return openPglite({ at, schema, migrations });
}
