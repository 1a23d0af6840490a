import { integer, pgTable, text } from "drizzle-orm/pg-core";
import { expect, test } from "vitest";

import { openTestPglite } from "./open-test-pglite.ts";
import { testMigrations } from "./test-migrations.ts";

const jars = pgTable("jars", { id: integer().primaryKey().generatedAlwaysAsIdentity(), label: text().notNull() });

const migrations = testMigrations()([
  {
    writtenAt: 1_000,
    sql: "create table jars (id integer primary key generated always as identity, label text not null);",
  },
  { writtenAt: 2_000, sql: "create table lids (jar integer references jars (id) on delete cascade);" },
  { writtenAt: 3_000, sql: "insert into jars (label) values ('honey');" },
]);

const open = () => openTestPglite({ schema: { jars }, migrations });

test("the next test finds what the migrations wrote, and nothing of the test before", async () => {
  const first = await open();
  await first.db.insert(jars).values({ label: "jam" });
  await first.query("insert into lids values (2)");
  await first.query("delete from jars where id = 1");
  await first.close();

  const second = await open();

  expect(await second.db.select().from(jars)).toEqual([{ id: 1, label: "honey" }]);
  expect(await second.query("select * from lids")).toEqual([]);
  expect(await second.db.insert(jars).values({ label: "salt" }).returning({ id: jars.id })).toEqual([{ id: 2 }]);
  await second.close();
});

test.each([
  "drop table lids",
  "create table spare (id integer)",
  "create temporary table spare (id integer)",
  "alter table lids add column color text",
  "alter table lids rename column jar to pot",
  "alter table jars add check (label <> 'salt')",
])("who changed more than rows leaves nothing to the next test: %s", async (change) => {
  const first = await open();
  await first.query(change);
  await first.close();

  const second = await open();

  expect(await second.query("insert into lids (jar) values (1) returning *")).toEqual([{ jar: 1 }]);
  await second.db.insert(jars).values({ label: "salt" });
  await expect(second.query("select * from spare")).rejects.toThrow('"spare" does not exist');
  await second.close();
});

test("two that are open at once share nothing", async () => {
  const [first, second] = await Promise.all([open(), open()]);
  await first.db.insert(jars).values({ label: "jam" });

  expect(await second.db.select().from(jars)).toHaveLength(1);
  await Promise.all([first.close(), second.close()]);
});
