import { drizzle } from "drizzle-orm/postgres-js";
import { migrate } from "drizzle-orm/postgres-js/migrator";
import type postgres from "postgres";

import { MigrationWaitError } from "../database-errors.ts";
import { findSqlState } from "../driver-error.ts";
import { applyMigrations } from "../migrations/apply-migrations.ts";
import { queryOn } from "./query-on.ts";

/** Any number of ours: it names the lock that migrating processes queue for. */
const migrationLock = 5_273_001;

const lockNotAvailable = "55P03";

/** How long a migration waits for a table that a query holds; longer would queue every other query behind it. */
const tableLockWait = "5s";

/**
 * Migrates `database` over `connection`, which must be a pool of exactly one.
 *
 * drizzle's migrator has no lock, and of several processes that start together all but one would
 * fail. The lock belongs to the connection, so it goes with it, however the process ends. Throws
 * {@link MigrationWaitError} when it cannot have it within `lockWait`.
 */
export async function migratePostgres(
  connection: postgres.Sql,
  database: string,
  migrations: URL,
  lockWait = "60s",
): Promise<void> {
  const query = queryOn(connection);
  await query(`set client_min_messages = warning; set lock_timeout = '${lockWait}'; set statement_timeout = 0`);
  try {
    await query("select pg_advisory_lock($1)", [migrationLock]);
  } catch (error) {
    throw waitErrorOf(error, database, "another process holds the lock for migrations");
  }
  await query(`set lock_timeout = '${tableLockWait}'`);

  const db = drizzle({ client: connection, casing: "snake_case" });
  const target = {
    database,
    query,
    migrate: (migrationsFolder: string) => migrate(db, { migrationsFolder }),
  };
  try {
    await applyMigrations(target, migrations);
  } catch (error) {
    throw waitErrorOf(error, database, "another session holds a table that has to change");
  }
}

function waitErrorOf(error: unknown, database: string, reason: string): unknown {
  return findSqlState(error) === lockNotAvailable ? new MigrationWaitError(database, reason, error) : error;
}
