import { beforeAll, expect, test } from "vitest";

import type { RegistryDatabase } from "../database.ts";
import { describeEachDatabase } from "../testing/open-test-database.ts";
import { testMoment } from "../testing/test-rows.ts";
import {
  type AdvisoryRow,
  deleteOlderAdvisories,
  insertAdvisories,
  listAdvisories,
  nextAdvisoryGeneration,
  readAdvisoryGeneration,
  setAdvisoryGeneration,
} from "./advisories.ts";

const row: AdvisoryRow = {
  generation: 1,
  packageName: "ms",
  id: "GHSA-1",
  severity: "high",
  title: "It breaks",
  url: "https://advisories.example/GHSA-1",
  vulnerableVersions: "<2.0.0",
  weaknesses: ["CWE-400"],
  cvssVector: null,
  modifiedAt: testMoment,
};

describeEachDatabase("advisories", (openDatabase) => {
  let database: RegistryDatabase;
  beforeAll(async () => {
    database = await openDatabase();
  });

  test("an import counts once it is whole, and takes the place of the one before", async () => {
    const { db } = database;
    await insertAdvisories(db, [row, row, { ...row, packageName: "left-pad" }]);
    expect([await readAdvisoryGeneration(db), await listAdvisories(db, ["ms"])]).toEqual([0, []]);

    expect(await setAdvisoryGeneration(db, 1)).toBe(true);
    const { generation: _generation, ...advisory } = row;
    expect(await listAdvisories(db, ["ms", "other"])).toEqual([advisory]);

    await insertAdvisories(db, [{ ...row, generation: 2, title: "It breaks worse" }]);
    await setAdvisoryGeneration(db, 2);
    expect(await listAdvisories(db, ["ms", "left-pad"])).toEqual([{ ...advisory, title: "It breaks worse" }]);
    expect(await deleteOlderAdvisories(db, { generation: 2, size: 1 })).toBe(1);
    expect(await deleteOlderAdvisories(db, { generation: 2, size: 10 })).toBe(1);
    expect(await deleteOlderAdvisories(db, { generation: 2, size: 10 })).toBe(0);
    expect(await listAdvisories(db, ["ms"])).toHaveLength(1);
  });

  test("each import has a number of its own, and one that began earlier does not take the place of a later one", async () => {
    const { db } = database;
    const numbers = await Promise.all([1, 2, 3, 4].map(() => nextAdvisoryGeneration(db)));
    const sorted = numbers.toSorted((one, other) => one - other);
    const [first = 0] = sorted;
    const last = sorted.at(-1) ?? 0;

    expect([new Set(numbers).size, first > (await readAdvisoryGeneration(db))]).toEqual([4, true]);
    expect([await setAdvisoryGeneration(db, last), await setAdvisoryGeneration(db, first)]).toEqual([true, false]);
    expect(await readAdvisoryGeneration(db)).toBe(last);
  });
});
