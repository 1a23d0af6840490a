// SPEC.md §3, services. Rule ids in titles refer to it.
import { allow, deny, type Permission } from "@larder/sdk";
import type { Sql } from "@larder/sql";
import { describeEachEngine } from "@larder/sql/testing";
import { beforeAll, expect, test } from "vitest";

import { createPermissions } from "../permissions/permissions.ts";
import { createPackageDatabase } from "./package-database.ts";

const migrations = new URL("../../migrations/", import.meta.url);

describeEachEngine("the database of a package", (openTestSql) => {
  let sql: Sql;
  let opened = 0;

  beforeAll(async () => {
    sql = await openTestSql({ schema: {}, migrations });
  });

  function databaseOf(
    packageName: string,
    rules: readonly Permission[] = [allow("db")],
  ): ReturnType<typeof createPackageDatabase> {
    return createPackageDatabase({
      open: async () => {
        opened += 1;
        return sql;
      },
      packageName,
      permissions: createPermissions(packageName, rules),
      sessionTimeoutMs: 300,
    });
  }

  test("[S1] nothing is opened before the first statement, and once only then", async () => {
    opened = 0;
    const database = databaseOf("@home/lazy");
    expect(opened).toBe(0);

    await Promise.all([database.query("select 1 as one"), database.query("select 2 as two")]);

    expect(opened).toBe(1);
  });

  test("[S3] tables of one name in two packages do not meet, also where names differ in their end only", async () => {
    const long = `@home/${"a".repeat(100)}`;
    const names = ["@home/notes", "@home_notes/x", `${long}1`, `${long}2`, 'odd"name'];
    for (const name of names) {
      await databaseOf(name).query("create table things (name text)");
      await databaseOf(name).query("insert into things values ($1)", [name]);
    }

    const rows = await Promise.all(names.map((name) => databaseOf(name).query("select name from things")));

    expect(rows).toEqual(names.map((name) => [{ name }]));
  });

  test("[S4] a session commits when its work returns and rolls back when it throws", async () => {
    const database = databaseOf("@home/bank");
    await database.query("create table accounts (id int primary key, balance int)");

    const answer = await database.session(async (session) => {
      await session.query("insert into accounts values (1, 10), (2, 0)");
      return "kept";
    });
    const failing = database.session(async (session) => {
      await session.query("update accounts set balance = balance - 10 where id = 1");
      throw new Error("the other half fails");
    });

    await expect(failing).rejects.toThrow("the other half fails");
    expect([answer, await database.query("select id, balance from accounts order by id")]).toEqual([
      "kept",
      [
        { id: 1, balance: 10 },
        { id: 2, balance: 0 },
      ],
    ]);
  });

  test("[S5] a package that may only read is kept from writing by the database itself", async () => {
    await databaseOf("@home/shared").query("create table facts (fact text)");
    await databaseOf("@home/shared").query("insert into facts values ('a')");
    const reader = databaseOf("@home/shared", [allow("db", ["read"])]);

    expect(await reader.query("select fact from facts")).toEqual([{ fact: "a" }]);
    for (const statement of [
      "insert into facts values ('b')",
      "with gone as (delete from facts returning 1) select 1",
      "drop table facts",
    ]) {
      await expect(reader.query(statement)).rejects.toThrow("read-only transaction");
    }
  });

  test("[S5] who may only read cannot begin by asking to write", async () => {
    const reader = databaseOf("@home/shared", [allow("db", ["read"])]);

    const attempt = reader.session(async (session) => {
      await session.query("set transaction read write");
      await session.query("insert into facts values ('c')");
    });

    await expect(attempt).rejects.toThrow("transaction read-write mode must be set before any query");
  });

  test("[P1] who is denied writing may still read", async () => {
    const reader = databaseOf("@home/shared", [deny("db", ["write"]), allow("db")]);

    expect(await reader.query("select fact from facts")).toEqual([{ fact: "a" }]);
    await expect(reader.query("insert into facts values ('d')")).rejects.toThrow("read-only transaction");
  });

  test("[P2] a package without a rule reaches no database", async () => {
    await expect(databaseOf("@home/poor", []).query("select 1")).rejects.toThrow("`@home/poor` may not read `db`");
  });

  test("[S9] a session that takes too long is rolled back, and the database serves others again", async () => {
    const database = databaseOf("@home/slow");
    await database.query("create table steps (step int)");
    const outcome = Promise.withResolvers<unknown>();

    const session = database.session(async (open) => {
      await open.query("insert into steps values (1)");
      await new Promise((resolve) => setTimeout(resolve, 500));
      open.query("insert into steps values (2)").catch(outcome.resolve);
    });

    await expect(session).rejects.toMatchObject({
      code: "ETIMEOUT",
      message: "A database session of `@home/slow` was rolled back after 300 ms",
    });
    expect(await database.query("select step from steps")).toEqual([]);
    expect(String(await outcome.promise)).toContain("was rolled back after 300 ms");
  });

  test("[S4] objects go in as JSON, times as texts, and come back alike on both engines", async () => {
    const database = databaseOf("@home/values");
    await database.query("create table values (body jsonb, at timestamptz, tags text[], bytes bytea)");

    await database.query("insert into values values ($1, $2, $3, $4)", [
      { a: [1, null] },
      new Date("2026-11-21T10:00:00.250Z"),
      ["x", "y"],
      new Uint8Array([1, 2]),
    ]);

    const [row] = await database.query<{ body: unknown; at: string; tags: string[]; bytes: Uint8Array }>(
      "select * from values",
    );
    expect({ ...row, at: new Date(row?.at ?? 0).toISOString(), bytes: [...(row?.bytes ?? [])] }).toEqual({
      body: { a: [1, null] },
      at: "2026-11-21T10:00:00.250Z",
      tags: ["x", "y"],
      bytes: [1, 2],
    });
  });
});
