import { beforeAll, expect, test } from "vitest";

import type { RegistryDatabase } from "../database.ts";
import { describeEachDatabase } from "../testing/open-test-database.ts";
import { testMoment } from "../testing/test-rows.ts";
import {
  type AdvisoryRow,
  deleteOlderAdvisories,
  insertAdvisories,
  listAdvisories,
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

    await setAdvisoryGeneration(db, 1);
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
});
