import postgres from "postgres";
import { describe, expect, inject, test } from "vitest";

import { MigrationWaitError } from "../database-errors.ts";
import { createTestDatabase } from "../testing/test-database.ts";
import { testMigrations } from "../testing/test-migrations.ts";
import { migratePostgres } from "./migrate-postgres.ts";

const migrations = testMigrations()([{ writtenAt: 1_000, sql: "create table jars (id integer primary key);" }]);
const postgresUrl: string | undefined = inject("postgresUrl");

describe.skipIf(postgresUrl === undefined)("on a server", () => {
  test("a migration that another process never ends is an error that says so, and not a wait for ever", async () => {
    const database = await createTestDatabase(postgresUrl ?? "");
    const holder = postgres(database.url, { max: 1 });
    const waiting = postgres(database.url, { max: 1, onnotice: () => undefined });
    await holder`select pg_advisory_lock(5273001)`;

    const error: unknown = await migratePostgres(waiting, "postgres://db.example/larder", migrations, "100ms").catch(
      (thrown: unknown) => thrown,
    );

    expect(error).toBeInstanceOf(MigrationWaitError);
    expect(error).toMatchObject({
      code: "EUNAVAILABLE",
      message:
        "The schema of `postgres://db.example/larder` cannot be brought up to date: another process holds the lock for migrations",
    });
    await Promise.all([holder.end(), waiting.end()]);
    await database.drop();
  });
});
