import { parsePackageName } from "@larder/package-spec";
import { beforeAll, expect, test } from "vitest";

import type { RegistryDatabase } from "../database.ts";
import { describeEachDatabase } from "../testing/open-test-database.ts";
import { insertTestPackage, testMoment } from "../testing/test-rows.ts";
import { bumpPackageRevision, findPackage, getPackage, lockOrInsertPackage, lockPackage } from "./packages.ts";

describeEachDatabase("packages", (openDatabase) => {
  let database: RegistryDatabase;
  beforeAll(async () => {
    database = await openDatabase();
  });

  test("a package is made once, and is new only to the transaction that made it", async () => {
    const name = parsePackageName("@acme/once");

    const first = await lockOrInsertPackage(database.db, { name, at: testMoment });
    const second = await lockOrInsertPackage(database.db, { name, at: new Date() });

    expect(first).toEqual({
      pkg: {
        id: expect.any(Number),
        name,
        revision: 1,
        createdAt: testMoment,
        modifiedAt: testMoment,
        readers: null,
      },
      isNew: true,
      org: null,
    });
    expect(second).toEqual({ isNew: false, pkg: first.pkg });
  });

  test("a package that does not exist is found by nobody, and getting or locking it says so", async () => {
    const name = parsePackageName("missing");

    expect(await findPackage(database.db, name)).toBeUndefined();
    await expect(getPackage(database.db, name)).rejects.toMatchObject({
      code: "E404",
      message: "Package `missing` does not exist",
    });
    await expect(lockPackage(database.db, name)).rejects.toMatchObject({ code: "E404" });
  });

  test("names are told apart by case", async () => {
    const pkg = await insertTestPackage(database.db, "JSONStream");

    expect(await getPackage(database.db, parsePackageName("JSONStream"))).toEqual(pkg);
    expect(await findPackage(database.db, parsePackageName("jsonstream"))).toBeUndefined();
  });

  test("each write raises the revision and moves the time", async () => {
    const pkg = await insertTestPackage(database.db, "bumped");
    const at = new Date("2026-11-22T00:00:00.001Z");

    await bumpPackageRevision(database.db, { packageId: pkg.id, at: testMoment });
    const bumped = await bumpPackageRevision(database.db, { packageId: pkg.id, at });

    expect(bumped).toEqual({ ...pkg, revision: 3, modifiedAt: at });
  });

  test("eight writers of one new package follow one another", async () => {
    const name = parsePackageName("crowded");
    const publish = (): Promise<boolean> =>
      database.db.transaction(async (tx) => {
        const { pkg, isNew } = await lockOrInsertPackage(tx, { name, at: testMoment });
        if (!isNew) await bumpPackageRevision(tx, { packageId: pkg.id, at: testMoment });
        return isNew;
      });

    const made = await Promise.all(Array.from({ length: 8 }, publish));

    expect(made.filter(Boolean)).toHaveLength(1);
    expect((await getPackage(database.db, name)).revision).toBe(8);
  });
});
