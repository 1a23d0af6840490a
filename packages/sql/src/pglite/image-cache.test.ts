import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { zstdCompressSync, zstdDecompressSync } from "node:zlib";
import { beforeEach, onTestFinished, expect, test } from "vitest";

import { openSql } from "../open-sql.ts";
import type { Sql } from "../sql.ts";
import { writeTestMigrations } from "../testing/test-migrations.ts";

const migrations = writeTestMigrations([{ writtenAt: 1_000, sql: "create table jars (id integer primary key);" }]);
let directory: string;
let imageCache: string;
let madeImage: Awaited<ReturnType<typeof makeImage>> | undefined;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "larder-images-"));
  imageCache = join(directory, "cache");
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
});

async function openInMemory(cache = imageCache, of = migrations): Promise<Sql> {
  const sql = await openSql({ at: { type: "memory", imageCache: cache }, schema: {}, migrations: of });
  onTestFinished(() => sql.close());
  return sql;
}

/** An image as a first boot leaves it, which takes longer than everything else here: it is made once. */
async function keepImage(): Promise<void> {
  madeImage ??= await makeImage();
  mkdirSync(imageCache, { mode: 0o700 });
  writeFileSync(join(imageCache, madeImage.name), madeImage.bytes);
}

async function makeImage(): Promise<{ readonly name: string; readonly bytes: Buffer }> {
  const made = join(directory, "made");
  await openInMemory(made);
  const [name = ""] = readdirSync(made);
  return { name, bytes: readFileSync(join(made, name)) };
}

function onlyImage(): string {
  const names = readdirSync(imageCache);
  expect(names).toHaveLength(1);
  return join(imageCache, names[0] ?? "");
}

test("a database that starts from the image of another one is migrated, and has none of its rows", async () => {
  await keepImage();
  const first = await openInMemory();
  await first.query("insert into jars values (1)");
  const image = readFileSync(onlyImage());

  const second = await openInMemory();

  expect(await second.query("select * from jars")).toEqual([]);
  expect(readFileSync(onlyImage()).equals(image)).toBe(true);
});

test("a directory that was made from an image keeps its rows", async () => {
  await keepImage();
  const at = { type: "directory", path: join(directory, "data"), imageCache } as const;
  const sql = await openSql({ at, schema: {}, migrations });
  await sql.query("insert into jars values (7)");
  await sql.close();

  const again = await openSql({ at, schema: {}, migrations });

  expect(await again.query("select id from jars")).toEqual([{ id: 7 }]);
  await again.close();
});

test("the first boot of a directory leaves an image for the next one", async () => {
  const sql = await openSql({
    at: { type: "directory", path: join(directory, "data"), imageCache },
    schema: {},
    migrations,
  });
  await sql.close();

  expect(await (await openInMemory()).query("select * from jars")).toEqual([]);
  onlyImage();
});

test.each([
  ["with a byte turned", (image: Buffer) => image.fill(image.readUInt8(5000) ^ 1, 5000, 5001)],
  ["cut short", (image: Buffer) => image.subarray(0, image.length / 2)],
  ["empty", () => Buffer.alloc(0)],
  ["of something else", () => zstdCompressSync("no archive")],
])("an image %s is not used, and is made anew", async (_, damage) => {
  await keepImage();
  const damaged = damage(readFileSync(onlyImage()));
  writeFileSync(onlyImage(), damaged);

  const sql = await openInMemory();

  expect(await sql.query("select * from jars")).toEqual([]);
  expect(readFileSync(onlyImage()).equals(damaged)).toBe(false);
});

test("databases that open at the same time without an image all open, and leave one", async () => {
  const opened = await Promise.all([openInMemory(), openInMemory()]);

  for (const sql of opened) expect(await sql.query("select * from jars")).toEqual([]);
  onlyImage();
});

test("an image from a directory in which other users may write is not used, and none is kept there", async () => {
  await keepImage();
  writeFileSync(onlyImage(), zstdCompressSync("from somebody else"));
  chmodSync(imageCache, 0o777);

  const sql = await openInMemory();

  expect(await sql.query("select * from jars")).toEqual([]);
  expect(zstdDecompressSync(readFileSync(onlyImage())).toString()).toBe("from somebody else");
});

test("another schema has another image", async () => {
  await keepImage();
  const others = writeTestMigrations([{ writtenAt: 1_000, sql: "create table lids (id integer primary key);" }]);

  const sql = await openInMemory(imageCache, others);

  expect(await sql.query("select * from lids")).toEqual([]);
  expect(readdirSync(imageCache)).toHaveLength(2);
});

test.each(["file", "file/cache"])("a cache that cannot be written, at %s, keeps nobody from opening", async (path) => {
  writeFileSync(join(directory, "file"), "");

  const sql = await openInMemory(join(directory, path));

  expect(await sql.query("select * from jars")).toEqual([]);
});
