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

  test("[S3] [T5] tables of one name in two packages do not meet, also where names differ in their end only", async () => {
    const long = `@home/${"a".repeat(100)}`;
    const names = ["@home/notes", "@home_notes/x", `${long}1`, `${long}2`, 'odd"name'];
    for (const name of names) {
      await databaseOf(name).query("create table things (name text)");
      await databaseOf(name).query("insert into things values ($1)", [name]);
    }

    const rows = await Promise.all(names.map((name) => databaseOf(name).query("select name from things")));

    expect(rows).toEqual(names.map((name) => [{ name }]));
  });

  test("[S4] [X42] a session commits when its work returns and rolls back when it throws", async () => {
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

    await expect(attempt).rejects.toThrow(
      "A statement of `@home/shared` was refused: it begins with `set transaction`",
    );
  });

  test("[P1] who is denied writing may still read", async () => {
    const reader = databaseOf("@home/shared", [deny("db", ["write"]), allow("db")]);

    expect(await reader.query("select fact from facts")).toEqual([{ fact: "a" }]);
    await expect(reader.query("insert into facts values ('d')")).rejects.toThrow("read-only transaction");
  });

  test("[P2] a package without a rule reaches no database", async () => {
    await expect(databaseOf("@home/poor", []).query("select 1")).rejects.toThrow("`@home/poor` may not read `db`");
  });

  const refusedStatements = [
    "commit",
    " Rollback",
    "begin",
    "end",
    "savepoint a",
    "-- harmless\n/* so it */ commit",
    ";commit",
    "set role none",
    "reset role",
    'set search_path to "package:@home/shared"',
    "set session authorization default",
    "do $$ begin execute 'reset role'; end $$",
    "create function f() returns int language sql as 'select 1'",
    "create temporary table facts (fact text)",
    "select set_config('role', 'none', false)",
    "select pg_catalog . SET_CONFIG('role', 'none', false)",
    `select U&"\\0073et_config"('role', 'none', false)`,
    "update pg_settings set setting = 'none' where name = 'role'",
    "select query_to_xml('select 1', true, true, '')",
    "copy facts to program 'true'",
    "grant all on facts to public",
    "drop schema public",
    "create role other",
    "",
  ];

  test.each(refusedStatements)(
    "[S24] a package does not end its transaction or change who it is: %s",
    async (statement) => {
      const database = databaseOf("@home/prisoner");
      await database.query("create table if not exists facts (fact text)");

      const attempt = database.session(async (session) => {
        await session.query("insert into facts values ('kept?')");
        await session.query(statement);
      });

      await expect(attempt).rejects.toMatchObject({
        code: "E403",
        message: expect.stringMatching(/^A statement of `@home\/prisoner` was refused: it /),
      });
      expect(await database.query("select * from facts")).toEqual([]);
    },
  );

  test.each(["select 1; commit", "insert into facts values ('a'); drop table facts", "select 1; reset role; select 2"])(
    "[S24] several statements at once are refused by the database itself: %s",
    async (statements) => {
      const database = databaseOf("@home/several");
      await database.query("create table if not exists facts (fact text)");

      await expect(database.query(statements)).rejects.toThrow(
        "cannot insert multiple commands into a prepared statement",
      );

      expect(await database.query("select * from facts")).toEqual([]);
    },
  );

  test("[S25] a package reaches no table of another package or of the host, by whatever name", async () => {
    await databaseOf("@home/victim").query("create table secrets (secret text)");
    await sql.query("create table if not exists public.host_things (thing text)");
    const database = databaseOf("@home/thief");
    const place = '"package:@home/victim"';

    for (const statement of [
      `select * from ${place}.secrets`,
      `insert into ${place}.secrets values ('x')`,
      `drop table ${place}.secrets`,
      `create table ${place}.mine (a int)`,
      `create view peek as select * from ${place}.secrets`,
      `with gone as (delete from ${place}.secrets returning *) select * from gone`,
    ]) {
      await expect(database.query(statement)).rejects.toThrow("permission denied for schema");
    }
    await expect(database.query("select * from public.host_things")).rejects.toThrow("permission denied for table");
    expect(await databaseOf("@home/victim").query("select * from secrets")).toEqual([]);
  });

  test("[S25] a package has its tables, indexes, views and types, and may ask for them at once with others", async () => {
    for (const [name, column] of [
      ["@home/left", "number int"],
      ["@home/right", "text text"],
    ] as const) {
      await databaseOf(name).query(`create table if not exists same (id serial primary key, ${column})`);
    }
    const database = databaseOf("@home/left");
    await database.query("create unique index same_number on same (number)");
    await database.query("create view doubled as select number * 2 as twice from same");
    await database.query("create type mood as enum ('good')");
    await database.query("alter table same add column mood mood");
    await database.query("insert into same (number) values ($1)", [4]);

    // One text that means other columns in another schema is asked on the same connections.
    const asked = "select * from same where id = $1";
    for (let count = 0; count < 3; count += 1) {
      expect(await database.query(asked, [1])).toEqual([{ id: 1, number: 4, mood: null }]);
      expect(await databaseOf("@home/right").query(asked, [1])).toEqual([]);
    }
    expect(await database.query("select twice from doubled")).toEqual([{ twice: 8 }]);
  });

  test("[S3] tables that lay in the schema before it had a role are the package's own", async () => {
    await sql.query('create schema "package:@home/old"; create table "package:@home/old".old (id serial, a int)');

    await databaseOf("@home/old").query("alter table old add column b int");

    expect(await databaseOf("@home/old").query("insert into old (a) values (1) returning id, a, b")).toEqual([
      { id: 1, a: 1, b: null },
    ]);
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
