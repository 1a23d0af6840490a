import { openSql } from "../open-sql.ts";
import type { OpenSqlOptions, Sql, SqlSchema } from "../sql.ts";
import { createTestDatabase } from "./test-database.ts";

/** What a test needs of a room's database. */
export type TestSqlOptions<Schema extends SqlSchema> = Omit<OpenSqlOptions<Schema>, "at">;

/** Opens an empty, migrated database of its own; closing it removes it. */
export type OpenTestSql = <Schema extends SqlSchema>(options: TestSqlOptions<Schema>) => Promise<Sql<Schema>>;

/** Returns what opens a database of its own on the Postgres at `serverUrl`, whose user may create databases. */
export function openTestPostgresOn(serverUrl: string): OpenTestSql {
  return async (options) => {
    const database = await createTestDatabase(serverUrl);
    const sql = await openSql({ ...options, at: { type: "url", url: database.url, poolSizeMax: 4 } });
    const close = async (): Promise<void> => {
      await sql.close();
      await database.drop();
    };
    return { ...sql, close };
  };
}
