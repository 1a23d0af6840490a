import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { onTestFinished, expect, test } from "vitest";

import { openSql } from "../open-sql.ts";
import type { Sql } from "../sql.ts";
import { newDatabases } from "../testing/new-databases.ts";
import { testMigrations } from "../testing/test-migrations.ts";

const migrations = testMigrations()([{ writtenAt: 1_000, sql: "create table jars (id integer primary key);" }]);

function emptyDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "larder-pglite-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

const layDatabase = newDatabases();

/** A directory in which the first boot is over, for what has nothing to do with it. */
async function directoryWithDatabase(): Promise<string> {
  const directory = emptyDirectory();
  await layDatabase(directory);
  return directory;
}

function openIn(path: string): Promise<Sql> {
  return openSql({ at: { type: "directory", path }, schema: {}, migrations });
}

/** Starts a process that inserts 1, 2, 3, … into `directory`, kills it after `acknowledgedMin` inserts, and returns the last acknowledged one. */
async function insertUntilKilled(directory: string, acknowledgedMin: number): Promise<number> {
  const program = `
    import { openSql } from ${JSON.stringify(new URL("../open-sql.ts", import.meta.url).href)};
    const sql = await openSql({ at: { type: "directory", path: ${JSON.stringify(directory)} }, schema: {}, migrations: new URL(${JSON.stringify(migrations.href)}) });
    const [{ last }] = await sql.query("select coalesce(max(id), 0) as last from jars");
    for (let id = last + 1; ; id += 1) {
      await sql.query("insert into jars values ($1)", [id]);
      console.log(id);
    }`;
  const child = spawn(process.execPath, ["--input-type=module-typescript", "-e", program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(child, "exit");
  let acknowledged = 0;
  let count = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    acknowledged = Number(line);
    count += 1;
    if (count === acknowledgedMin) child.kill("SIGKILL");
  }
  await exited;
  return acknowledged;
}

/** The rows that are there: how many, and the last of them. */
async function countJars(directory: string): Promise<{ total: number; last: number }> {
  const sql = await openIn(directory);
  const [row] = await sql.query("select count(*) as total, max(id) as last from jars");
  await sql.close();
  return { total: Number(row?.["total"]), last: Number(row?.["last"]) };
}

test("rows that were acknowledged are there after the process was killed while writing", async () => {
  const directory = await directoryWithDatabase();
  for (const acknowledgedMin of [1, 150]) {
    const acknowledged = await insertUntilKilled(directory, acknowledgedMin);
    const { total, last } = await countJars(directory);

    expect(acknowledged).toBeGreaterThanOrEqual(acknowledgedMin);
    expect(last).toBeGreaterThanOrEqual(acknowledged);
    expect(total).toBe(last);
  }
});

test("twenty kills at different moments lose nothing", { tags: ["slow"] }, async () => {
  const directory = await directoryWithDatabase();
  for (let round = 1; round <= 20; round += 1) {
    const acknowledged = await insertUntilKilled(directory, round * 37);
    const { total, last } = await countJars(directory);

    expect(last).toBeGreaterThanOrEqual(acknowledged);
    expect(total).toBe(last);
  }
});

test("Postgres syncs by itself, through a file system that can", async () => {
  const directory = await directoryWithDatabase();
  const sql = await openIn(directory);

  expect(await sql.query("show fsync")).toEqual([{ fsync: "on" }]);
  expect(await sql.query("show wal_sync_method")).toEqual([{ wal_sync_method: "fsync" }]);
  expect(await sql.query("show shared_buffers")).toEqual([{ shared_buffers: "16MB" }]);
  await sql.close();
});

test("a database that has grown gets larger buffers when it is opened again", async () => {
  const directory = await directoryWithDatabase();
  // A table of 600 MB, as far as its size says.
  const large = join(directory, "pgdata", "base", "5", "999999");
  writeFileSync(large, "");
  truncateSync(large, 600 * 1024 * 1024);

  const sql = await openIn(directory);

  const [row] = await sql.query("select pg_size_bytes(current_setting('shared_buffers')) / 1024 / 1024 as megabytes");
  expect(Number(row?.["megabytes"])).toBeGreaterThanOrEqual(50);
  await sql.close();
});

test("a first boot that was cut off is begun again", async () => {
  const directory = emptyDirectory();
  mkdirSync(join(directory, "pgdata.new"));
  writeFileSync(join(directory, "pgdata.new", "PG_VERSION"), "18\n");

  const sql = await openIn(directory);

  expect(await sql.query("select 1 as one")).toEqual([{ one: 1 }]);
  await sql.close();
});

test("a directory that is open is refused to a second opener, which names the first", async () => {
  const directory = await directoryWithDatabase();
  const sql = await openIn(directory);

  await expect(openIn(directory)).rejects.toMatchObject({ code: "EHELD", holder: { pid: process.pid } });
  expect(await sql.query("select 1 as one")).toEqual([{ one: 1 }]);

  await sql.close();
  await (await openIn(directory)).close();
});

test("a directory that holds something else does not open, stays as it was, and is free again", async () => {
  const directory = emptyDirectory();
  mkdirSync(join(directory, "pgdata"));
  writeFileSync(join(directory, "pgdata", "PG_VERSION"), "9.1\n");

  const open = openIn(directory);

  await expect(open).rejects.toMatchObject({ code: "EDATABASE", directory: join(directory, "pgdata") });
  await expect(openIn(directory)).rejects.toMatchObject({ code: "EDATABASE" });
});
