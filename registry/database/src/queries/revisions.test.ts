import { beforeAll, expect, test } from "vitest";

import type { RegistryDatabase } from "../database.ts";
import { describeEachDatabase } from "../testing/open-test-database.ts";
import { insertTestUser, testMoment } from "../testing/test-rows.ts";
import { createTokenSecret } from "../token-secret.ts";
import { accountsChannel, findNewRevisions, readRevisions } from "./revisions.ts";
import { insertToken, noteTokenUses, revokeToken, type TokenRow } from "./tokens.ts";
import { setDisabled, type UserRow } from "./users.ts";

/** Tables that say who somebody is, or what they may do: their triggers call `note_account_change()`. */
const accountTables = ["org_members", "team_members", "tokens", "users"];

/** Tables that say nothing of it, so that nobody has to forget anything when they change. */
const otherTables = [
  "account_revision",
  "advisories",
  "attestations",
  "audit_log",
  "change_sequence",
  "changes",
  "components",
  "dist_tags",
  "documents",
  "downloads",
  "edges",
  // Read by the transaction of each change, never remembered.
  "maintainers",
  // Who is in an organisation or a team is said by its members; nobody leaves without a row of theirs going.
  "orgs",
  "packages",
  "registry_settings",
  "search_documents",
  "stars",
  // Whoever changes one writes the readers of the package, too, which is a change of the package.
  "team_grants",
  "teams",
  "uplink_attestations",
  "uplink_documents",
  "uplink_tarballs",
  "versions",
  "web_logins",
];

describeEachDatabase("revisions", (openDatabase) => {
  let database: RegistryDatabase;
  let user: UserRow;
  let token: TokenRow;

  beforeAll(async () => {
    database = await openDatabase();
    user = await insertTestUser(database.db, "ada");
    const { hash, prefix } = createTokenSecret();
    const rights = { scopes: ["read" as const], packagePatterns: [], cidrs: [] };
    token = await insertToken(database.db, {
      userId: user.id,
      hash,
      prefix,
      name: "ci",
      ...rights,
      createdAt: testMoment,
    });
  });

  const countBumps = async (act: () => Promise<unknown>): Promise<number> => {
    const before = await readRevisions(database);
    await act();
    return (await readRevisions(database)).accounts - before.accounts;
  };

  test("a change of a user or a token gives a new number, and the use of a token does not", async () => {
    const { db } = database;

    expect(await countBumps(() => setDisabled(db, { userId: user.id, at: testMoment }))).toBe(1);
    expect(await countBumps(() => noteTokenUses(db, [{ tokenId: token.id, at: testMoment }]))).toBe(0);
    expect(await countBumps(() => revokeToken(db, { tokenId: token.id, userId: user.id, at: testMoment }))).toBe(1);
  });

  test("a change that was rolled back is none", async () => {
    const { db } = database;
    const bumps = await countBumps(() =>
      expect(
        db.transaction(async (tx) => {
          await setDisabled(tx, { userId: user.id, at: null });
          throw new Error("Enough");
        }),
      ).rejects.toThrow("Enough"),
    );

    expect(bumps).toBe(0);
  });

  test("who has seen everything is told nothing, who has not is told how far it is", async () => {
    const seen = await readRevisions(database);
    expect(await findNewRevisions(database, seen)).toBeUndefined();

    await setDisabled(database.db, { userId: user.id, at: null });

    expect(await findNewRevisions(database, seen)).toEqual({ ...seen, accounts: seen.accounts + 1 });
  });

  test("the notification of a change is there when its commit resolves, where one process owns the data", async () => {
    let heard = 0;
    const stop = await database.listen(accountsChannel, () => void (heard += 1));
    const duringTransaction = await database.db.transaction(async (tx) => {
      await setDisabled(tx, { userId: user.id, at: testMoment });
      return heard;
    });
    const afterCommit = heard;
    await stop();

    // A server delivers it when it can.
    const expected = database.engine === "pglite" ? 1 : afterCommit;
    expect({ duringTransaction, afterCommit }).toEqual({ duringTransaction: 0, afterCommit: expected });
  });

  test("every table either makes a new number when it changes, or is known to say nothing of accounts", async () => {
    const all = await database.query<{ name: string }>(
      "select tablename::text as name from pg_tables where schemaname = current_schema() order by 1",
    );
    const noting = await database.query<{ name: string }>(
      `select distinct relname::text as name from pg_trigger join pg_proc on pg_proc.oid = tgfoid
       join pg_class on pg_class.oid = tgrelid where proname = 'note_account_change' order by 1`,
    );

    expect(noting.map(({ name }) => name)).toEqual(accountTables);
    expect(all.map(({ name }) => name)).toEqual([...accountTables, ...otherTables].toSorted());
  });
});
