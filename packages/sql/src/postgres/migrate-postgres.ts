import { drizzle } from "drizzle-orm/postgres-js";
import { migrate } from "drizzle-orm/postgres-js/migrator";
import type postgres from "postgres";

import { applyMigrations } from "../migrations/apply-migrations.ts";
import { queryOn } from "./query-on.ts";

/** Any number of ours: it names the lock that migrating processes queue for. */
const migrationLock = 5_273_001;

/** How long one process waits for another one's migrations. */
const lockWait = "60s";

/** How long a migration waits for a table that a query holds; longer would queue every other query behind it. */
const tableLockWait = "5s";

/**
 * Migrates `database` over `connection`, which must be a pool of exactly one.
 *
 * drizzle's migrator has no lock, and of several processes that start together all but one would
 * fail. The lock belongs to the connection, so it goes with it, however the process ends.
 */
export async function migratePostgres(connection: postgres.Sql, database: string, migrations: URL): Promise<void> {
  const query = queryOn(connection);
  await query(`set client_min_messages = warning; set lock_timeout = '${lockWait}'; set statement_timeout = 0`);
  await query("select pg_advisory_lock($1)", [migrationLock]);
  await query(`set lock_timeout = '${tableLockWait}'`);

  const db = drizzle({ client: connection, casing: "snake_case" });
  await applyMigrations(
    { database, query, migrate: (migrationsFolder) => migrate(db, { migrationsFolder }) },
    migrations,
  );
}
