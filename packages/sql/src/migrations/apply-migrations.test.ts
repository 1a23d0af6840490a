import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, inject, onTestFinished, test } from "vitest";

import { UnknownSchemaError } from "../database-errors.ts";
import { openSql } from "../open-sql.ts";
import type { SqlLocation } from "../sql.ts";
import { newDatabases } from "../testing/new-databases.ts";
import { createTestDatabase } from "../testing/test-database.ts";
import { testMigrations } from "../testing/test-migrations.ts";

const first = { writtenAt: Date.UTC(2026, 0, 1), sql: "create table one (id integer);" };
const second = { writtenAt: Date.UTC(2026, 1, 1), sql: "create table two (id integer);" };
const third = { writtenAt: Date.UTC(2026, 2, 1), sql: "create table three (id integer);" };
const postgresUrl: string | undefined = inject("postgresUrl");
const layDatabase = newDatabases();
const writeTestMigrations = testMigrations();

const engines: readonly { readonly name: string; readonly place: () => Promise<SqlLocation> }[] = [
  { name: "PGlite", place: placeOnPglite },
  ...(postgresUrl === undefined ? [] : [{ name: "Postgres", place: () => placeOnPostgres(postgresUrl) }]),
];

async function placeOnPglite(): Promise<SqlLocation> {
  const path = mkdtempSync(join(tmpdir(), "larder-migrate-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  await layDatabase(path);
  return { type: "directory", path };
}

async function placeOnPostgres(serverUrl: string): Promise<SqlLocation> {
  const database = await createTestDatabase(serverUrl);
  onTestFinished(() => database.drop());
  return { type: "url", url: database.url };
}

describe.each(engines)("migrations on $name", ({ place }) => {
  const opened: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((sql) => sql.close()));
  });
  const open = async (at: SqlLocation, migrations: URL): ReturnType<typeof openSql> => {
    const sql = await openSql({ at, schema: {}, migrations });
    opened.push(sql);
    return sql;
  };

  test("a database is brought from an older schema to the newest, with its rows", async () => {
    const at = await place();
    const older = await open(at, writeTestMigrations([first]));
    await older.query("insert into one values (7)");
    await older.close();

    const newer = await open(at, writeTestMigrations([first, second]));

    expect(await newer.query("select id from one")).toEqual([{ id: 7 }]);
    expect(await newer.query("select id from two")).toEqual([]);
  });

  test("a schema that is newer than we know is refused, and left alone", async () => {
    const at = await place();
    const newer = await open(at, writeTestMigrations([first, second]));
    await newer.close();

    const older = open(at, writeTestMigrations([first]));

    await expect(older).rejects.toBeInstanceOf(UnknownSchemaError);
    await expect(older).rejects.toThrow("has a schema of 2026-02-01 that this version does not know");
    await open(at, writeTestMigrations([first, second]));
  });

  test("a migration that drizzle would skip in silence is an error", async () => {
    const at = await place();
    const merged = await open(at, writeTestMigrations([first, third]));
    await merged.close();

    await expect(open(at, writeTestMigrations([first, second, third]))).rejects.toThrow("are out of order");
  });

  test("a migration that fails leaves the schema as it was", async () => {
    const at = await place();
    const broken = { writtenAt: third.writtenAt, sql: "create table three (id nonsense);" };

    await expect(open(at, writeTestMigrations([first, broken]))).rejects.toThrow("Failed query");

    const sql = await open(at, writeTestMigrations([first]));
    expect(await sql.query("select to_regclass('three') as three")).toEqual([{ three: null }]);
  });
});

test.skipIf(postgresUrl === undefined)("eight processes may open an empty Postgres at the same time", async () => {
  const at = await placeOnPostgres(postgresUrl ?? "");
  const migrations = writeTestMigrations([first, second, third]);

  const opened = await Promise.all(Array.from({ length: 8 }, () => openSql({ at, schema: {}, migrations })));

  expect(await opened[0]?.query("select count(*) as total from drizzle.__drizzle_migrations")).toEqual([{ total: 3 }]);
  await Promise.all(opened.map((sql) => sql.close()));
});
