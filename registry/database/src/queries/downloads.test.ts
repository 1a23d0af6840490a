import { parsePackageName, parseVersion } from "@larder/package-spec";
import { expect, test } from "vitest";

import { describeEachDatabase } from "../testing/index.ts";
import { addDownloads, listDownloadsByDay, listDownloadsByVersion } from "./downloads.ts";

const name = parsePackageName("@acme/chat");
const one = parseVersion("1.0.0");
const two = parseVersion("2.0.0");

describeEachDatabase("downloads", (openDatabase) => {
  test("downloads add up, by day and by version, within the days that are asked for", async () => {
    const { db } = await openDatabase();
    await addDownloads(db, [
      { name, version: one, day: "2026-11-20", downloads: 3 },
      { name, version: two, day: "2026-11-20", downloads: 5 },
      { name, version: one, day: "2026-11-21", downloads: 7 },
      { name: parsePackageName("other"), version: one, day: "2026-11-21", downloads: 100 },
    ]);
    await addDownloads(db, [
      { name, version: one, day: "2026-11-21", downloads: 1 },
      { name, version: one, day: "2026-11-22", downloads: 50 },
    ]);

    const of = { name, from: "2026-11-20", to: "2026-11-21" };
    expect(await listDownloadsByDay(db, of)).toEqual([
      { day: "2026-11-20", downloads: 8 },
      { day: "2026-11-21", downloads: 8 },
    ]);
    expect(await listDownloadsByVersion(db, of)).toEqual([
      { version: "1.0.0", downloads: 11 },
      { version: "2.0.0", downloads: 5 },
    ]);
  });
});
