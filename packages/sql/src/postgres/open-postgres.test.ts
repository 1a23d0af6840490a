import { createServer } from "node:net";
import { describe, expect, inject, test } from "vitest";

import { DatabaseRefusedError, DatabaseUnreachableError } from "../database-errors.ts";
import { isDatabaseUnreachable } from "../driver-error.ts";
import { openSql } from "../open-sql.ts";
import type { Sql } from "../sql.ts";
import { createTestDatabase } from "../testing/test-database.ts";
import { testMigrations } from "../testing/test-migrations.ts";
import { databaseLabel } from "./database-label.ts";

const migrations = testMigrations()([{ writtenAt: 1_000, sql: "create table jars (id integer primary key);" }]);
const postgresUrl: string | undefined = inject("postgresUrl");

function openAt(url: string): Promise<Sql> {
  return openSql({ at: { type: "url", url }, schema: {}, migrations });
}

/** A port where nothing listens. */
async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => void server.close(resolve));
  return typeof address === "object" && address !== null ? address.port : 0;
}

test("a server that is not there is named without its password", async () => {
  const port = await findFreePort();

  const error: unknown = await openAt(`postgres://ada:s3cret@127.0.0.1:${port}/larder`).catch(
    (thrown: unknown) => thrown,
  );

  expect(error).toBeInstanceOf(DatabaseUnreachableError);
  expect(String(error)).toBe(
    `DatabaseUnreachableError: The database \`postgres://127.0.0.1:${port}/larder\` cannot be reached: nothing listens there`,
  );
  expect(JSON.stringify(error)).not.toContain("s3cret");
});

test("a text that is not a URL is refused", async () => {
  await expect(openAt("localhost larder s3cret")).rejects.toThrow("its URL is not of the form");
  await expect(openAt("localhost larder s3cret")).rejects.not.toThrow("s3cret");
});

test("a label shows where a database is, and nothing else", () => {
  expect(databaseLabel("postgres://ada:s3cret@db.example:6432/larder?sslmode=require&password=s3cret")).toBe(
    "postgres://db.example:6432/larder",
  );
  expect(databaseLabel("postgres://db.example/larder")).toBe("postgres://db.example/larder");
  expect(databaseLabel("not a URL")).toBe("postgres");
});

describe.skipIf(postgresUrl === undefined)("on a server", () => {
  const serverUrl = postgresUrl ?? "";

  test("a database that does not exist is refused with the reason", async () => {
    const url = new URL(serverUrl);
    url.pathname = "/larder_missing";

    const error: unknown = await openAt(url.href).catch((thrown: unknown) => thrown);

    expect(error).toBeInstanceOf(DatabaseRefusedError);
    expect(String(error)).toContain("/larder_missing` cannot be used: it does not exist on that server");
  });

  test("a connection that the server ends is unreachable, and the next one is fine", async () => {
    const database = await createTestDatabase(serverUrl);
    const sql = await openAt(database.url);

    const failed = sql.query("select pg_terminate_backend(pg_backend_pid())").catch((error: unknown) => error);

    expect(isDatabaseUnreachable(await failed)).toBe(true);
    await sql.ping();
    await sql.close();
    await database.drop();
  });

  test("two transactions that want the same row follow one another", async () => {
    const database = await createTestDatabase(serverUrl);
    const sql = await openAt(database.url);
    await sql.query("insert into jars values (1)");
    const order: string[] = [];

    const first = sql.transaction(async (query) => {
      await query("select id from jars where id = 1 for update");
      order.push("first locked");
      await query("select pg_sleep(0.2)");
      order.push("first ends");
    });
    await expect.poll(() => order).toContain("first locked");
    const second = sql.transaction(async (query) => {
      await query("select id from jars where id = 1 for update");
      order.push("second locked");
    });
    await Promise.all([first, second]);

    expect(order).toEqual(["first locked", "first ends", "second locked"]);
    await sql.close();
    await database.drop();
  });

  test("a statement that takes too long is ended, and counts as one that the server does not answer", async () => {
    const database = await createTestDatabase(serverUrl);
    const sql = await openAt(database.url);

    const ended = await sql
      .transaction(async (query) => {
        await query("set local statement_timeout = '50ms'");
        await query("select pg_sleep(60)");
      })
      .catch((error: unknown) => error);

    expect(isDatabaseUnreachable(ended)).toBe(true);
    expect(await sql.query("show statement_timeout")).toEqual([{ statement_timeout: "30s" }]);
    await sql.close();
    await database.drop();
  });

  test("who waits too long for what another transaction holds is told to come again", async () => {
    const database = await createTestDatabase(serverUrl);
    const sql = await openAt(database.url);
    await sql.query("insert into jars values (1)");
    const waited = await sql.transaction(async (query) => {
      await query("select id from jars where id = 1 for update");
      const second = sql.transaction(async (other) => {
        await other("set local lock_timeout = '50ms'");
        await other("select id from jars where id = 1 for update");
      });
      return second.catch((error: unknown) => error);
    });

    expect(waited).toMatchObject({ code: "EUNAVAILABLE", retryAfterSeconds: 2 });
    expect(await sql.query("show lock_timeout")).toEqual([{ lock_timeout: "5s" }]);
    await sql.close();
    await database.drop();
  });
});
