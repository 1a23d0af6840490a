import {
  appliedMigrationsTable,
  assertAllApplied,
  assertSchemaKnown,
  readKnownMigrations,
} from "./known-migrations.ts";
import type { RunQuery } from "../sql.ts";

/** One connection on which migrations run, and how that driver runs them. */
export type MigrationTarget = {
  /** How the database is called in messages. */
  readonly database: string;
  readonly query: RunQuery;
  migrate(folder: string): Promise<void>;
};

/** Brings the schema of `target` to the newest known migration. Throws {@link UnknownSchemaError}. */
export async function applyMigrations(target: MigrationTarget, migrations: URL): Promise<void> {
  const known = readKnownMigrations(migrations);
  const before = await listApplied(target.query);
  assertSchemaKnown(known, before, target.database);
  if (before.length === known.writtenAt.length) return;

  await target.migrate(known.folder);
  assertAllApplied(known, await listApplied(target.query));
}

async function listApplied(query: RunQuery): Promise<readonly number[]> {
  const [table] = await query("select to_regclass($1) is not null as exists", [appliedMigrationsTable]);
  if (table?.["exists"] !== true) return [];
  const rows = await query(`select created_at from ${appliedMigrationsTable}`);
  return rows.map((row) => Number(row["created_at"]));
}
