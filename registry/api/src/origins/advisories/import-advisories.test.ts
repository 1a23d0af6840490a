// SPEC.md §9, the local archive of advisories. Rule ids in titles refer to it.
import { listAdvisories, type RegistryDatabase } from "@larder/registry-database";
import { openTestDatabase } from "@larder/registry-database/testing";
import { zipSync } from "fflate";
import { onTestFinished, expect, test } from "vitest";

import { osvArchive, osvEntry, zipFile } from "../../testing/osv-archive.ts";
import { importAdvisories } from "./import-advisories.ts";
import { readOsvArchive } from "./read-osv-archive.ts";

async function openDatabase(): Promise<RegistryDatabase> {
  const database = await openTestDatabase();
  onTestFinished(() => database.close());
  return database;
}

async function idsOf(database: RegistryDatabase): Promise<string[]> {
  return (await listAdvisories(database.db, ["ms", "left-pad"])).map(({ id, packageName }) => `${packageName} ${id}`);
}

test("[V10] an archive takes the place of the one before, also one that was imported in the same second", async () => {
  const database = await openDatabase();
  const first = await osvArchive(osvEntry("GHSA-1", "ms"), osvEntry("GHSA-2", "left-pad"));

  const { advisories, modifiedAt } = await importAdvisories(database, first);
  expect([advisories, modifiedAt]).toEqual([2, new Date("2026-03-04T05:06:07Z")]);
  expect(await idsOf(database)).toEqual(["left-pad GHSA-2", "ms GHSA-1"]);

  await importAdvisories(database, await osvArchive(osvEntry("GHSA-3", "ms")));
  expect(await idsOf(database)).toEqual(["ms GHSA-3"]);
});

const two = (entry: object): Promise<string> => osvArchive(osvEntry("GHSA-9", "ms"), entry);

/** A zip entry that says that it holds 100 bytes, and holds an advisory of 8 MiB. */
async function bomb(): Promise<string> {
  const padded = JSON.stringify(osvEntry("GHSA-1", "left-pad")).padEnd(8 * 1024 * 1024);
  const zip = Buffer.from(zipSync({ "bomb.json": Buffer.from(padded) }));
  const central = zip.lastIndexOf(Buffer.from("PK\u0001\u0002", "latin1"));
  zip.writeUInt32LE(100, 22);
  zip.writeUInt32LE(100, central + 24);
  return zipFile(zip);
}

const broken: readonly { what: string; archive: () => Promise<string>; reason: string }[] = [
  { what: "no zip file", archive: () => zipFile(Buffer.from("no zip")), reason: "cannot be imported" },
  { what: "no file at all", archive: () => Promise.resolve("/nowhere/all.zip"), reason: "ENOENT" },
  {
    what: "an entry that is no advisory",
    archive: () => two({ id: "GHSA-x" }),
    reason: "`GHSA-x.json` is no advisory",
  },
  { what: "nothing about npm", archive: () => osvArchive(), reason: "it has none about npm packages" },
  { what: "an entry that is a bomb", archive: bomb, reason: "`bomb.json` cannot be read" },
  {
    what: "an entry that is too large",
    archive: () => zipFile(zipSync({ "big.json": Buffer.alloc(8 * 1024 * 1024, " ") })),
    reason: "`big.json` is larger than an advisory can be",
  },
];

test.each(broken)(
  "[V10] $what is refused, and what was imported before goes on to count",
  async ({ archive, reason }) => {
    const database = await openDatabase();
    await importAdvisories(database, await osvArchive(osvEntry("GHSA-1", "ms")));

    await expect(importAdvisories(database, await archive())).rejects.toThrow(reason);

    expect(await idsOf(database)).toEqual(["ms GHSA-1"]);
  },
);

test("[V10] an archive with more entries than there can be advisories is not begun", async () => {
  const archive = await osvArchive(osvEntry("GHSA-1", "ms"), osvEntry("GHSA-2", "ms"));
  const read = async (): Promise<void> => {
    for await (const _ of readOsvArchive(archive, { entriesMax: 1, entryBytesMax: 1000 }));
  };

  await expect(read()).rejects.toThrow("too many entries");
});
