import { parsePackageName } from "@larder/package-spec";
import { expect, test } from "vitest";

import type { RegistryDatabase } from "../database.ts";
import { describeEachDatabase } from "../testing/open-test-database.ts";
import { testMoment } from "../testing/test-rows.ts";
import { bumpChange, changesChannel, listChanges, type NewChange, readChangeSequence } from "./changes.ts";

function aChange(name: string, revision: number): NewChange {
  return { packageName: parsePackageName(name), revision, kind: "publish", changedAt: testMoment };
}

describeEachDatabase("changes", (openDatabase) => {
  test("changes are numbered from 1 and listed after a number", async () => {
    const { db } = await openDatabase();
    expect(await readChangeSequence(db)).toBe(0);
    expect(await bumpChange(db, aChange("jam", 1))).toBe(1);
    expect(await bumpChange(db, aChange("honey", 1))).toBe(2);
    expect(await bumpChange(db, aChange("jam", 2))).toBe(3);

    expect(await readChangeSequence(db)).toBe(3);
    expect(await listChanges(db, { after: 1, size: 10 })).toEqual([
      { sequence: 2, ...aChange("honey", 1) },
      { sequence: 3, ...aChange("jam", 2) },
    ]);
    expect(await listChanges(db, { after: 0, size: 1 })).toHaveLength(1);
  });

  test("a transaction that is rolled back leaves no change, no gap and no word of it", async () => {
    const database: RegistryDatabase = await openDatabase();
    const heard: string[] = [];
    await database.listen(changesChannel, (name) => heard.push(name));

    const failed = database.db.transaction(async (tx) => {
      await bumpChange(tx, aChange("lost", 1));
      throw new Error("stop");
    });
    await expect(failed).rejects.toThrow("stop");
    await database.db.transaction((tx) => bumpChange(tx, aChange("jam", 1)));

    expect(await readChangeSequence(database.db)).toBe(1);
    expect(await listChanges(database.db, { after: 0, size: 10 })).toEqual([{ sequence: 1, ...aChange("jam", 1) }]);
    await expect.poll(() => heard).toEqual(["jam"]);
  });

  test("writers at the same time get numbers without a gap", async () => {
    const { db } = await openDatabase();

    const numbers = await Promise.all(
      Array.from({ length: 12 }, (_, index) => db.transaction((tx) => bumpChange(tx, aChange(`p${index}`, 1)))),
    );

    expect(numbers.toSorted((left, right) => left - right)).toEqual(
      Array.from({ length: 12 }, (_, index) => index + 1),
    );
  });
});
