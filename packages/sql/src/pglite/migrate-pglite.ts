import type { PGlite } from "@electric-sql/pglite";
import { drizzle } from "drizzle-orm/pglite";
import { migrate } from "drizzle-orm/pglite/migrator";

import { applyMigrations } from "../migrations/apply-migrations.ts";
import { queryOn } from "./query-on.ts";

/** Migrates `pglite`, called `database` in messages. It has one connection, so nobody else can migrate meanwhile. */
export async function migratePglite(pglite: PGlite, database: string, migrations: URL): Promise<void> {
  const db = drizzle({ client: pglite, casing: "snake_case" });
  const target = {
    database,
    query: queryOn(pglite),
    migrate: (migrationsFolder: string) => migrate(db, { migrationsFolder }),
  };
  await applyMigrations(target, migrations);
}
