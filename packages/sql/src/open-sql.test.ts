import { eq, sql as fragment } from "drizzle-orm";
import { integer, pgTable, text } from "drizzle-orm/pg-core";
import { beforeAll, expect, test } from "vitest";

import { findViolatedConstraint } from "./driver-error.ts";
import { queryOf } from "./query-of.ts";
import type { Sql } from "./sql.ts";
import { describeEachEngine } from "./testing/describe-each-engine.ts";
import { testMigrations } from "./testing/test-migrations.ts";

const shelves = pgTable("shelves", { id: integer().primaryKey(), shelfName: text().notNull() });
const schema = { shelves };
const migrations = testMigrations()([
  { writtenAt: 1_000, sql: "create table shelves (id integer primary key, shelf_name text not null);" },
  { writtenAt: 2_000, sql: "alter table shelves add constraint shelves_name_unique unique (shelf_name);" },
]);

describeEachEngine("openSql", (openTestSql) => {
  let sql: Sql<typeof schema>;
  beforeAll(async () => {
    sql = await openTestSql({ schema, migrations });
  });

  test("migrations are applied, and columns are snake_case", async () => {
    await sql.db.insert(shelves).values({ id: 1, shelfName: "jam" });

    expect(await sql.query("select id, shelf_name from shelves where id = 1")).toEqual([{ id: 1, shelf_name: "jam" }]);
    expect(await sql.db.select().from(shelves).where(eq(shelves.id, 1))).toEqual([{ id: 1, shelfName: "jam" }]);
  });

  test("raw values arrive alike on both engines", async () => {
    const values = [
      9_007_199_254_740_991n,
      "2026-11-21T10:00:00.123Z",
      '{"a":[1]}',
      ["x", 'y "z"'],
      new Uint8Array([0, 255]),
    ];

    const rows = await sql.query(
      "select $1::int8 as long, $2::timestamptz at time zone 'utc' as moment, $3::jsonb as json, $4::text[] as texts, $5::bytea as bytes, null as nothing",
      values,
    );

    expect(rows.map((row) => ({ ...row, bytes: [...(row["bytes"] as Uint8Array)] }))).toEqual([
      {
        long: Number.MAX_SAFE_INTEGER,
        moment: "2026-11-21 10:00:00.123",
        json: { a: [1] },
        texts: ["x", 'y "z"'],
        bytes: [0, 255],
        nothing: null,
      },
    ]);
  });

  test("a raw query on a transaction of Drizzle belongs to it, and is rolled back with it", async () => {
    const { db } = sql;
    const attempt = db.transaction(async (tx) => {
      await queryOf(tx)("insert into shelves values ($1::int, $2::text)", [3, "tea"]);
      const inside = await tx.select().from(shelves).where(eq(shelves.id, 3));
      throw new Error(JSON.stringify(inside));
    });

    await expect(attempt).rejects.toThrow('[{"id":3,"shelfName":"tea"}]');
    const found = "select shelf_name from shelves where id = $1";
    expect(await queryOf(db)(found, [3])).toEqual([]);
    expect(await queryOf(db)(found, [1])).toEqual([{ shelf_name: "jam" }]);
  });

  test("a 64-bit integer beyond exact numbers stays exact", async () => {
    expect(await sql.query("select 9223372036854775807::int8 as long")).toEqual([{ long: 9_223_372_036_854_775_807n }]);
  });

  test("several statements in one text are run, and return nothing", async () => {
    expect(
      await sql.query("create table spare (id integer); insert into spare values (1); select * from spare"),
    ).toEqual([]);
    expect(await sql.query("select count(*) as total from spare")).toEqual([{ total: 1 }]);
  });

  test("a raw transaction that throws leaves nothing", async () => {
    const attempt = sql.transaction(async (query) => {
      await query("insert into shelves values ($1, $2)", [2, "honey"]);
      throw new Error("stop");
    });

    await expect(attempt).rejects.toThrow("stop");
    expect(await sql.query("select id from shelves where id = 2")).toEqual([]);
  });

  test("a raw transaction that ends returns what its work returned", async () => {
    const inserted = await sql.transaction((query) =>
      query("insert into shelves values ($1, $2) returning id", [3, "salt"]),
    );

    expect(inserted).toEqual([{ id: 3 }]);
    expect(await sql.query("select id from shelves where id = 3")).toEqual([{ id: 3 }]);
  });

  test("a violated constraint has one name on both engines, through Drizzle and raw", async () => {
    await sql.query("insert into shelves values (4, 'tea')");
    const throughDrizzle = await sql.db
      .insert(shelves)
      .values({ id: 5, shelfName: "tea" })
      .catch((error: unknown) => error);
    const raw = await sql.query("insert into shelves values ($1, $2)", [5, "tea"]).catch((error: unknown) => error);
    const otherFailure = await sql.query("select 1 / 0").catch((error: unknown) => error);

    expect(findViolatedConstraint(throughDrizzle)).toBe("shelves_name_unique");
    expect(findViolatedConstraint(raw)).toBe("shelves_name_unique");
    expect(otherFailure).toBeInstanceOf(Error);
    expect(findViolatedConstraint(otherFailure)).toBeUndefined();
  });

  test("a notification arrives once its transaction is committed, and never from one rolled back", async () => {
    const heard: string[] = [];
    const stop = await sql.listen("shelves_changed", (payload) => heard.push(payload));
    await sql
      .transaction(async (query) => {
        await query("select pg_notify('shelves_changed', 'lost')");
        throw new Error("stop");
      })
      .catch(() => undefined);
    await sql.db.transaction(async (tx) => {
      await tx.execute(fragment`select pg_notify('shelves_changed', 'jam')`);
    });
    await expect.poll(() => heard).toEqual(["jam"]);
    await stop();

    await sql.query("select pg_notify('shelves_changed', 'unheard')");
    await sql.ping();
    expect(heard).toEqual(["jam"]);
  });

  test("maintenance leaves the data as they were", async () => {
    const before = await sql.query("select * from shelves order by id");
    await sql.maintain();
    expect(await sql.query("select * from shelves order by id")).toEqual(before);
  });

  test("a closed database does not answer, and can be closed again", async () => {
    const closed = await openTestSql({ schema, migrations });
    await closed.close();
    await closed.close();

    await expect(closed.ping()).rejects.toMatchObject({ code: "EUNAVAILABLE" });
  });
});
