// SPEC.md §10, accounts. Rule ids in titles refer to it.
import type { Sql } from "@larder/sql";
import { describeEachEngine } from "@larder/sql/testing";
import { beforeAll, beforeEach, expect, test } from "vitest";

import { defaultAccountSettings } from "./account-settings.ts";
import { type Accounts, createAccounts } from "./accounts.ts";

const migrations = new URL("../../migrations/", import.meta.url);

/** Returns what `attempt` is refused with; undefined when it is not. */
async function refused(attempt: Promise<unknown>): Promise<unknown> {
  return await attempt.then(
    () => undefined,
    (error: unknown) => error,
  );
}

/** Returns whose token this is. */
async function asker(accounts: Accounts, token: string): Promise<string | undefined> {
  const request = new Request("http://127.0.0.1/", { headers: { authorization: `Bearer ${token}` } });
  return (await accounts.authenticate(request))?.id;
}

describeEachEngine("accounts", (openTestSql) => {
  let sql: Sql;
  let accounts: Accounts;
  let now: number;
  let statements: number;

  function accountsOf(isDatabaseShared: boolean): Accounts {
    return createAccounts({
      openDatabase: async () => {
        statements += 1;
        return sql;
      },
      hasDatabase: () => true,
      isDatabaseShared,
      clock: () => now,
      settings: defaultAccountSettings,
    });
  }

  beforeAll(async () => {
    sql = await openTestSql({ schema: {}, migrations });
  });

  beforeEach(async () => {
    await sql.query("truncate larder_host.accounts cascade");
    now = Date.parse("2026-11-21T10:00:00Z");
    statements = 0;
    accounts = accountsOf(false);
  });

  const admin = (name: string): Promise<unknown> => accounts.management.create({ name, roles: ["admin"] });

  test("[C10] the last administrator is neither barred nor loses the role, also when two go at once", async () => {
    await admin("ada");
    const alone = [
      await refused(accounts.management.setDisabled("ada", true)),
      await refused(accounts.management.setRoles("ada", ["editors"])),
    ];
    await admin("eve");

    const both = await Promise.all([
      refused(accounts.management.setDisabled("ada", true)),
      refused(accounts.management.setRoles("eve", [])),
    ]);
    const left = await accounts.management.list();

    expect(alone).toMatchObject([
      { code: "E409", account: "ada" },
      { code: "E409", account: "ada" },
    ]);
    expect(both.filter((error) => error !== undefined)).toMatchObject([{ code: "E409" }]);
    expect(left.filter(({ roles, isDisabled }) => roles.includes("admin") && !isDisabled)).toHaveLength(1);
  });

  test("[C1] a name is one account, in whatever case it is written, and two of it are refused", async () => {
    const made = await accounts.management.create({ name: " Ada@Acme.example ", roles: ["b", "a", "b"] });

    expect(made).toEqual({
      name: "ada@acme.example",
      roles: ["a", "b"],
      provider: null,
      isDisabled: false,
      createdAt: "2026-11-21T10:00:00.000Z",
    });
    expect(await refused(admin("ADA@acme.example"))).toMatchObject({ code: "E409" });
    expect(await refused(accounts.management.setPassword("nobody", "long enough"))).toMatchObject({ code: "E404" });
    expect(await refused(accounts.keys.create({ account: "nobody", kind: "token", label: "" }))).toMatchObject({
      code: "E404",
    });
  });

  test.each([
    { name: "", roles: [] },
    { name: "a b", roles: [] },
    { name: "-a", roles: [] },
    { name: "a".repeat(101), roles: [] },
    { name: "ada", roles: ["Not A Role"] },
    { name: "ada", roles: [], password: "short" },
    { name: "ada", roles: [], password: "x".repeat(257) },
    { name: "ada", roles: [], password: "long enough", provider: "acme" },
  ])("[C1] %j is no account", async (account) => {
    expect(await refused(accounts.management.create(account))).toMatchObject({ code: "EVALIDATION" });
    expect(await accounts.management.list()).toEqual([]);
  });

  test("[C9] that there are accounts is asked once, and that there are none once where nobody else can make one", async () => {
    const [none, stillNone] = [await accounts.exist(), await accounts.exist()];
    const asked = statements;
    await admin("ada");
    const afterwards = statements;

    expect([none, stillNone, asked]).toEqual([false, false, 1]);
    expect([await accounts.exist(), await accounts.exist(), statements]).toEqual([true, true, afterwards]);
  });

  test("[C9] a database that a command makes after this host has looked for one is seen within a second", async () => {
    let isThere = false;
    const options = { openDatabase: async () => sql, isDatabaseShared: false, settings: defaultAccountSettings };
    const early = createAccounts({ ...options, hasDatabase: () => isThere, clock: () => now });
    const before = await early.exist();
    await admin("ada");
    isThere = true;
    now += 1001;

    expect([before, await early.exist()]).toEqual([false, true]);
  });

  test("[C9] on a shared database the first account that another host makes is seen within a second", async () => {
    const other = accountsOf(true);
    const before = await other.exist();
    await admin("ada");
    now += 1001;

    expect([before, await other.exist()]).toEqual([false, true]);
  });

  test("[C6] a credential is looked up once in a while, and what ends it counts at once", async () => {
    await admin("ada");
    await admin("eve");
    const { secret, key } = await accounts.keys.create({ account: "ada", kind: "token", label: "ci" });
    const before = statements;
    const first = [await asker(accounts, secret), await asker(accounts, secret)];
    const looks = statements - before;
    await accounts.keys.revoke("ada", key.id);

    expect(first).toEqual(["ada", "ada"]);
    // The look itself, and the note of when it was used.
    expect(looks).toBe(2);
    expect(await refused(asker(accounts, secret))).toMatchObject({ code: "E401" });

    const short = await accounts.keys.create({
      account: "ada",
      kind: "token",
      label: "",
      expiresAt: new Date(now + 5000),
    });
    const good = await asker(accounts, short.secret);
    now += 5000;
    expect([good, await refused(asker(accounts, short.secret))]).toMatchObject(["ada", { code: "E401" }]);

    const barred = await accounts.keys.create({ account: "ada", kind: "token", label: "" });
    await asker(accounts, barred.secret);
    await accounts.management.setDisabled("ada", true);
    expect(await refused(asker(accounts, barred.secret))).toMatchObject({ code: "E401" });
  });

  test("[C6] on a shared database, what another host ends is ended here at once", async () => {
    const [here, there] = [accountsOf(true), accountsOf(true)];
    await admin("ada");
    const { secret, key } = await there.keys.create({ account: "ada", kind: "token", label: "ci" });
    const before = await asker(here, secret);
    await there.keys.revoke("ada", key.id);

    expect([before, await refused(asker(here, secret))]).toMatchObject(["ada", { code: "E401" }]);
  });

  test("[C4] sessions that have ended are not kept for ever", async () => {
    await accounts.management.create({ name: "ada", roles: [], password: "correct horse" });
    const credentials = { name: "ada", password: "correct horse", address: undefined };
    const request = new Request("http://127.0.0.1/");
    for (let day = 0; day < 3; day += 1) {
      await accounts.logIn(request, credentials);
      now += 8 * 24 * 3_600_000;
    }

    expect(await sql.query("select 1 from larder_host.sessions", [])).toHaveLength(1);
  });
});
