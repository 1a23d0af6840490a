import { parsePackageName, parseVersion } from "@larder/package-spec";
import { expect, test } from "vitest";

import type { RegistryDatabase } from "../database.ts";
import { describeEachDatabase, insertTestUser, insertTestVersion } from "../testing/index.ts";
import { addDownloads } from "./downloads.ts";
import { fadePopularity, refreshPopularity } from "./popularity.ts";
import { searchPackages } from "./search-packages.ts";

const [often, seldom, never] = ["chat-often", "chat-seldom", "chat-never"].map((name) => parsePackageName(name));
const version = parseVersion("1.0.0");

async function popularities({ db }: RegistryDatabase): Promise<[string, number][]> {
  const { hits } = await searchPackages(db, { text: "chat" }, { from: 0, size: 20 });
  return hits.map(({ name, popularity }) => [name, Math.round(popularity * 100) / 100]);
}

describeEachDatabase("popularity", (openDatabase) => {
  test("what is fetched more often comes first, and what nobody fetches any more is no longer popular", async () => {
    const database = await openDatabase();
    const { db } = database;
    const publisher = await insertTestUser(db, "ada");
    for (const name of [never, seldom, often])
      await insertTestVersion(db, { name: String(name), version: "1.0.0", publisher });
    if (often === undefined || seldom === undefined || never === undefined) throw new Error("unreachable");
    await addDownloads(db, [
      { name: often, version, day: "2026-11-20", downloads: 30_000 },
      { name: often, version: parseVersion("1.1.0"), day: "2026-11-21", downloads: 2_000_000 },
      { name: seldom, version, day: "2026-11-01", downloads: 999 },
      { name: seldom, version, day: "2026-09-01", downloads: 900_000 },
    ]);

    await refreshPopularity(db, { names: [often, seldom, never], since: "2026-10-22" });
    expect(await popularities(database)).toEqual([
      ["chat-often", 1],
      ["chat-seldom", 0.5],
      ["chat-never", 0],
    ]);

    await fadePopularity(db, { since: "2026-11-15" });
    expect(await popularities(database)).toEqual([
      ["chat-often", 1],
      ["chat-never", 0],
      ["chat-seldom", 0],
    ]);
  });

  test("a download that changes next to nothing writes nothing", async () => {
    const { db, query } = await openDatabase();
    const publisher = await insertTestUser(db, "ada");
    const name = parsePackageName("chat");
    await insertTestVersion(db, { name, version: "1.0.0", publisher });
    const place = async (): Promise<unknown> => await query("select ctid::text, popularity from search_documents");

    await addDownloads(db, [{ name, version, day: "2026-11-20", downloads: 1000 }]);
    await refreshPopularity(db, { names: [name], since: "2026-10-22" });
    const before = await place();
    await addDownloads(db, [{ name, version, day: "2026-11-20", downloads: 100 }]);
    await refreshPopularity(db, { names: [name], since: "2026-10-22" });

    expect(await place()).toEqual(before);
  });
});
