import {
  chmodSync,
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { zstdCompressSync, zstdDecompressSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, onTestFinished, expect, test } from "vitest";

import { openSql } from "../open-sql.ts";
import type { Sql } from "../sql.ts";
import { testMigrations } from "../testing/test-migrations.ts";
import { ImageCache } from "./image-cache.ts";
import { type BootedPglite, bootMigrated } from "./open-pglite.ts";

const writeTestMigrations = testMigrations();
const migrations = writeTestMigrations([{ writtenAt: 1_000, sql: "create table jars (id integer primary key);" }]);
let directory: string;
let imageCache: string;

// A first boot takes longer than everything else here: the image that it leaves is copied, and it is kept as the
// database of which others are made.
let made: { readonly booted: BootedPglite; readonly name: string; readonly image: Buffer };

beforeAll(async () => {
  const cache = mkdtempSync(join(tmpdir(), "larder-images-"));
  const booted = await bootMigrated({ type: "memory", imageCache: cache }, migrations);
  const [name = ""] = readdirSync(cache);
  made = { booted, name, image: readFileSync(join(cache, name)) };
  rmSync(cache, { recursive: true });
});

afterAll(() => made.booted.end());

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "larder-images-"));
  imageCache = join(directory, "cache");
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
});

async function openInMemory(): Promise<Sql> {
  const sql = await openSql({ at: { type: "memory", imageCache }, schema: {}, migrations });
  onTestFinished(() => sql.close());
  return sql;
}

/** Puts the image into the cache of the test, as a first boot leaves it. */
function layImage(): void {
  mkdirSync(imageCache, { mode: 0o700 });
  writeFileSync(join(imageCache, made.name), made.image);
}

function onlyImage(): string {
  const names = readdirSync(imageCache);
  expect(names).toHaveLength(1);
  return join(imageCache, names[0] ?? "");
}

test("a database that starts from the image of another one is migrated, and has none of its rows", async () => {
  layImage();
  const first = await openInMemory();
  await first.query("insert into jars values (1)");
  const image = readFileSync(onlyImage());

  const second = await openInMemory();

  expect(await second.query("select * from jars")).toEqual([]);
  expect(readFileSync(onlyImage()).equals(image)).toBe(true);
});

test("a directory that was made from an image keeps its rows", async () => {
  layImage();
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
])("an image %s counts as missing, and is removed", async (_, damage) => {
  layImage();
  writeFileSync(onlyImage(), damage(readFileSync(onlyImage())));

  const found = await new ImageCache(imageCache, migrations).find();

  expect(found).toBeUndefined();
  expect(readdirSync(imageCache)).toEqual([]);
});

test("an image of something else is not used, and is made anew", async () => {
  layImage();
  const other = zstdCompressSync("no archive");
  writeFileSync(onlyImage(), other);

  const sql = await openInMemory();

  expect(await sql.query("select * from jars")).toEqual([]);
  expect(readFileSync(onlyImage()).equals(other)).toBe(false);
});

test("of images that are kept at the same time one is left, and it is whole", async () => {
  const images = new ImageCache(imageCache, migrations);

  await Promise.all([images.keep(made.booted.pglite), images.keep(made.booted.pglite)]);

  onlyImage();
  expect(await images.find()).toBeInstanceOf(Blob);
});

test("who reads an image while another one is kept in its place reads all of it", async () => {
  layImage();
  writeFileSync(onlyImage(), "another image");
  const reading = openSync(onlyImage(), "r");
  onTestFinished(() => closeSync(reading));

  await new ImageCache(imageCache, migrations).keep(made.booted.pglite);

  expect(readFileSync(reading, "utf8")).toBe("another image");
  expect(readFileSync(onlyImage(), "utf8")).not.toBe("another image");
});

test("an image from a directory in which other users may write is not used, and none is kept there", async () => {
  layImage();
  writeFileSync(onlyImage(), zstdCompressSync("from somebody else"));
  chmodSync(imageCache, 0o777);
  const images = new ImageCache(imageCache, migrations);

  const found = await images.find();
  await images.keep(made.booted.pglite);

  expect(found).toBeUndefined();
  expect(zstdDecompressSync(readFileSync(onlyImage())).toString()).toBe("from somebody else");
});

test("another schema has another image", async () => {
  layImage();
  const others = writeTestMigrations([{ writtenAt: 1_000, sql: "create table lids (id integer primary key);" }]);
  const images = new ImageCache(imageCache, others);

  const before = await images.find();
  await images.keep(made.booted.pglite);

  expect(before).toBeUndefined();
  expect(await images.find()).toBeInstanceOf(Blob);
  expect(readdirSync(imageCache)).toHaveLength(2);
  expect(readFileSync(join(imageCache, made.name)).equals(made.image)).toBe(true);
});

test.each(["file", "file/cache"])(
  "a cache that cannot be written, at %s, keeps nothing and stops nobody",
  async (path) => {
    writeFileSync(join(directory, "file"), "");
    const images = new ImageCache(join(directory, path), migrations);

    await images.keep(made.booted.pglite);

    expect(await images.find()).toBeUndefined();
  },
);
