import { readMigrationFiles } from "drizzle-orm/migrator";
import { fileURLToPath } from "node:url";

import { UnknownSchemaError } from "../database-errors.ts";

/** The migrations that this version of a room ships. */
export type KnownMigrations = { readonly folder: string; readonly writtenAt: readonly number[] };

/** Where drizzle's migrator notes what it did. */
export const appliedMigrationsTable = "drizzle.__drizzle_migrations";

/** Returns what the folder at `migrations` holds. Throws when it is not a folder of drizzle-kit. */
export function readKnownMigrations(migrations: URL): KnownMigrations {
  const folder = fileURLToPath(migrations);
  const files = readMigrationFiles({ migrationsFolder: folder });
  return { folder, writtenAt: files.map((file) => file.folderMillis) };
}

/**
 * Throws {@link UnknownSchemaError} when the database has a migration that is not among the known ones.
 *
 * A newer version may have changed what rows mean, so an older one must not write to them.
 */
export function assertSchemaKnown(known: KnownMigrations, applied: readonly number[], database: string): void {
  const unknown = applied.filter((writtenAt) => !known.writtenAt.includes(writtenAt));
  if (unknown.length > 0) throw new UnknownSchemaError(database, new Date(Math.max(...unknown)));
}

/**
 * Throws when a known migration was not applied.
 *
 * drizzle's migrator silently skips each migration that is older than the newest applied one, which
 * happens when two branches are merged; the journal must then be put in order before the release.
 */
export function assertAllApplied(known: KnownMigrations, applied: readonly number[]): void {
  const skipped = known.writtenAt.filter((writtenAt) => !applied.includes(writtenAt));
  if (skipped.length > 0) {
    throw new Error(`Migrations in ${known.folder} are out of order: ${skipped.join(", ")} were skipped`);
  }
}
