import { beforeAll, expect, test } from "vitest";

import type { RegistryDatabase } from "../database.ts";
import { describeEachDatabase } from "../testing/open-test-database.ts";
import { insertTestPackage, insertTestUser, testMoment } from "../testing/test-rows.ts";
import { parseUserName } from "../user-name.ts";
import { deleteMaintainer, insertMaintainer, isMaintainer, listMaintainers } from "./maintainers.ts";
import {
  countUsers,
  findUser,
  getUser,
  insertUser,
  listUsers,
  lockAdmins,
  lockUser,
  setAdmin,
  setDisabled,
  setPasswordHash,
} from "./users.ts";

describeEachDatabase("users and maintainers", (openDatabase) => {
  let database: RegistryDatabase;
  beforeAll(async () => {
    database = await openDatabase();
  });

  test("nobody is there at first; users are counted and listed by name", async () => {
    expect(await countUsers(database.db)).toBe(0);
    const zoe = await insertTestUser(database.db, "zoe");
    const abe = await insertTestUser(database.db, "abe");

    expect(await countUsers(database.db)).toBe(2);
    expect(await listUsers(database.db, { size: 10 })).toEqual([abe, zoe]);
    expect(await listUsers(database.db, { size: 1 })).toEqual([abe]);
    expect(await listUsers(database.db, { after: "abe", size: 10 })).toEqual([zoe]);
  });

  test("a name is taken once", async () => {
    await insertTestUser(database.db, "ada");

    await expect(insertTestUser(database.db, "ada")).rejects.toMatchObject({
      code: "E409",
      message: "User `ada` exists already",
    });
  });

  test("a user that is missing is found by nobody, and getting it says so", async () => {
    const name = parseUserName("nobody");

    expect(await findUser(database.db, name)).toBeUndefined();
    await expect(getUser(database.db, name)).rejects.toMatchObject({ code: "E404", userName: "nobody" });
  });

  test("password and standing of a user can change", async () => {
    const name = parseUserName("eve");
    const eve = await insertUser(database.db, {
      name,
      email: "eve@acme.example",
      isAdmin: true,
      createdAt: testMoment,
    });

    await setPasswordHash(database.db, { userId: eve.id, passwordHash: "$argon2id$…" });
    await setDisabled(database.db, { userId: eve.id, at: testMoment });
    expect(await getUser(database.db, name)).toEqual({ ...eve, passwordHash: "$argon2id$…", disabledAt: testMoment });

    await setDisabled(database.db, { userId: eve.id, at: null });
    expect((await getUser(database.db, name)).disabledAt).toBeNull();
  });

  test("administrators are those who may act as one", async () => {
    const ann = await insertUser(database.db, { name: parseUserName("ann"), isAdmin: true, createdAt: testMoment });
    const bob = await insertUser(database.db, { name: parseUserName("bob"), createdAt: testMoment });
    const lock = (): Promise<number[]> => database.db.transaction((tx) => lockAdmins(tx));
    const others = (await lock()).filter((id) => id !== ann.id);

    await setAdmin(database.db, { userId: bob.id, isAdmin: true });
    expect(await lock()).toEqual([...others, ann.id, bob.id]);
    expect(await database.db.transaction((tx) => lockUser(tx, bob.name))).toEqual({ ...bob, isAdmin: true });

    await setDisabled(database.db, { userId: ann.id, at: testMoment });
    await setAdmin(database.db, { userId: bob.id, isAdmin: false });
    expect(await lock()).toEqual(others);
    await expect(database.db.transaction((tx) => lockUser(tx, parseUserName("nobody")))).rejects.toThrow("`nobody`");
  });

  test("maintainers are added once, listed by name, and removed", async () => {
    const pkg = await insertTestPackage(database.db, "kept");
    const other = await insertTestPackage(database.db, "other");
    const max = await insertTestUser(database.db, "max");
    const ben = await insertTestUser(database.db, "ben");

    for (const user of [max, ben, max]) await insertMaintainer(database.db, { packageId: pkg.id, userId: user.id });
    expect(await listMaintainers(database.db, pkg.id)).toEqual([
      { userId: ben.id, name: "ben", email: null },
      { userId: max.id, name: "max", email: null },
    ]);
    expect(await isMaintainer(database.db, { packageId: pkg.id, userId: max.id })).toBe(true);
    expect(await isMaintainer(database.db, { packageId: other.id, userId: max.id })).toBe(false);

    await deleteMaintainer(database.db, { packageId: pkg.id, userId: max.id });
    await deleteMaintainer(database.db, { packageId: pkg.id, userId: max.id });
    expect(await isMaintainer(database.db, { packageId: pkg.id, userId: max.id })).toBe(false);
  });
});
