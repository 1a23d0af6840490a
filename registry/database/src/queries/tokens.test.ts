import { beforeAll, expect, test } from "vitest";

import type { RegistryDatabase } from "../database.ts";
import { describeEachDatabase } from "../testing/open-test-database.ts";
import { insertTestUser, testMoment } from "../testing/test-rows.ts";
import { createTokenSecret, hashTokenSecret } from "../token-secret.ts";
import {
  countTokens,
  findTokenByHash,
  insertToken,
  listTokens,
  listTokensBefore,
  noteTokenUses,
  revokeToken,
  type TokenRow,
} from "./tokens.ts";
import type { UserRow } from "./users.ts";

const page = { from: 0, size: 10 };

function later(ms: number): Date {
  return new Date(testMoment.getTime() + ms);
}

describeEachDatabase("tokens", (openDatabase) => {
  let database: RegistryDatabase;
  let ada: UserRow;
  let eve: UserRow;
  beforeAll(async () => {
    database = await openDatabase();
    ada = await insertTestUser(database.db, "ada");
    eve = await insertTestUser(database.db, "eve");
  });
  const insertFor = async (user: UserRow): Promise<{ secret: string; token: TokenRow }> => {
    const { secret, hash, prefix } = createTokenSecret();
    const token = await insertToken(database.db, {
      userId: user.id,
      hash,
      prefix,
      name: "ci",
      scopes: ["read", "publish"],
      packagePatterns: ["@acme/*"],
      cidrs: ["10.0.0.0/8", "::1/128"],
      createdAt: testMoment,
    });
    return { secret, token };
  };

  test("a token is found by the hash of its secret, with its user, and no row holds the secret", async () => {
    const { secret, token } = await insertFor(ada);

    const found = await findTokenByHash(database.db, hashTokenSecret(secret));

    expect(found).toEqual({ token, user: ada });
    expect(found?.token).toMatchObject({
      scopes: ["read", "publish"],
      packagePatterns: ["@acme/*"],
      cidrs: ["10.0.0.0/8", "::1/128"],
      expiresAt: null,
    });
    const rows = await database.query("select to_json(tokens)::text as row from tokens");
    expect(rows.map((row) => row["row"]).join("\n")).not.toContain(secret);
  });

  test("a wrong secret finds nothing", async () => {
    await insertFor(ada);

    expect(await findTokenByHash(database.db, hashTokenSecret("lrd_wrong"))).toBeUndefined();
  });

  test("only its user ends a token, which then is neither found nor listed", async () => {
    const { secret, token } = await insertFor(eve);

    expect(await revokeToken(database.db, { tokenId: token.id, userId: ada.id, at: testMoment })).toBe(false);
    expect(await listTokens(database.db, eve.id, page)).toEqual([token]);

    expect(await revokeToken(database.db, { tokenId: token.id, userId: eve.id, at: testMoment })).toBe(true);
    expect(await revokeToken(database.db, { tokenId: token.id, userId: eve.id, at: testMoment })).toBe(false);
    expect(await findTokenByHash(database.db, hashTokenSecret(secret))).toBeUndefined();
    expect(await listTokens(database.db, eve.id, page)).toEqual([]);
  });

  test("the tokens of a user are counted, and listed by the page, newest first", async () => {
    const bob = await insertTestUser(database.db, "bob");
    const { token: first } = await insertFor(bob);
    const { token: second } = await insertFor(bob);

    expect(await countTokens(database.db, bob.id)).toBe(2);
    expect(await listTokens(database.db, bob.id, { from: 0, size: 1 })).toEqual([second]);
    expect(await listTokens(database.db, bob.id, { from: 1, size: 1 })).toEqual([first]);
    expect(await listTokensBefore(database.db, bob.id, { size: 1 })).toEqual([second]);
    expect(await listTokensBefore(database.db, bob.id, { before: second.id, size: 5 })).toEqual([first]);
  });

  test("uses of several tokens are noted at once, and an older note replaces no newer one", async () => {
    const [one, two] = [await insertFor(ada), await insertFor(ada)];
    const lastUsed = async ({ secret }: { secret: string }): Promise<Date | null | undefined> =>
      (await findTokenByHash(database.db, hashTokenSecret(secret)))?.token.lastUsedAt;

    await noteTokenUses(database.db, [
      { tokenId: one.token.id, at: testMoment },
      { tokenId: two.token.id, at: later(1000) },
    ]);
    expect([await lastUsed(one), await lastUsed(two)]).toEqual([testMoment, later(1000)]);

    await noteTokenUses(database.db, [
      { tokenId: one.token.id, at: later(61_000) },
      { tokenId: two.token.id, at: testMoment },
    ]);
    expect([await lastUsed(one), await lastUsed(two)]).toEqual([later(61_000), later(1000)]);
  });
});
