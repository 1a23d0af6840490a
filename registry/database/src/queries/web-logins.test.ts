import { beforeAll, expect, test } from "vitest";

import type { RegistryDatabase } from "../database.ts";
import { describeEachDatabase } from "../testing/open-test-database.ts";
import { insertTestUser, testMoment } from "../testing/test-rows.ts";
import type { UserRow } from "./users.ts";
import { completeWebLogin, findOpenWebLogin, findWebLogin, insertWebLogin, takeWebLogin } from "./web-logins.ts";

const expiresAt = new Date(testMoment.getTime() + 60_000);

function hashes(name: string): { pageHash: string; doneHash: string } {
  return { pageHash: `page ${name}`, doneHash: `done ${name}` };
}

describeEachDatabase("web logins", (openDatabase) => {
  let database: RegistryDatabase;
  let ada: UserRow;
  beforeAll(async () => {
    database = await openDatabase();
    ada = await insertTestUser(database.db, "ada");
  });

  test("a login is open until somebody makes it, and is taken once", async () => {
    const { db } = database;
    const row = await insertWebLogin(db, { ...hashes("one"), createdAt: testMoment, expiresAt, address: "192.0.2.1" });

    expect(await findOpenWebLogin(db, "page one", testMoment)).toEqual(row);
    expect(await takeWebLogin(db, row.id)).toBe(false);
    expect(await completeWebLogin(db, { id: row.id, userId: ada.id })).toBe(true);
    expect(await completeWebLogin(db, { id: row.id, userId: ada.id })).toBe(false);
    expect(await findOpenWebLogin(db, "page one", testMoment)).toBeUndefined();
    expect(await findWebLogin(db, "done one", testMoment)).toEqual({ ...row, userId: ada.id });
    expect(await takeWebLogin(db, row.id)).toBe(true);
    expect(await takeWebLogin(db, row.id)).toBe(false);
  });

  test("the secret of the page is none of the client's, and neither finds anything once it has expired", async () => {
    const { db } = database;
    await insertWebLogin(db, { ...hashes("two"), createdAt: testMoment, expiresAt });

    expect(await findWebLogin(db, "page two", testMoment)).toBeUndefined();
    expect(await findOpenWebLogin(db, "done two", testMoment)).toBeUndefined();
    expect(await findOpenWebLogin(db, "page two", expiresAt)).toBeUndefined();
    expect(await findWebLogin(db, "done two", expiresAt)).toBeUndefined();
  });

  test("the next login removes those that have expired", async () => {
    const { db } = database;
    const old = await insertWebLogin(db, { ...hashes("old"), createdAt: testMoment, expiresAt });

    await insertWebLogin(db, { ...hashes("new"), createdAt: expiresAt, expiresAt: new Date(expiresAt.getTime() + 1) });

    const rows = await database.query("select id from web_logins order by id");
    expect(rows.map((row) => row["id"])).not.toContain(old.id);
  });
});
