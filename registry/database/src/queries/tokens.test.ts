import { beforeAll, expect, test } from "vitest";

import type { RegistryDatabase } from "../database.ts";
import { describeEachDatabase } from "../testing/open-test-database.ts";
import { insertTestUser, testMoment } from "../testing/test-rows.ts";
import { createTokenSecret, hashTokenSecret } from "../token-secret.ts";
import { findTokenByHash, insertToken, listTokens, revokeToken, type TokenRow, touchToken } from "./tokens.ts";
import type { UserRow } from "./users.ts";

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
    expect(await listTokens(database.db, eve.id)).toEqual([token]);

    expect(await revokeToken(database.db, { tokenId: token.id, userId: eve.id, at: testMoment })).toBe(true);
    expect(await revokeToken(database.db, { tokenId: token.id, userId: eve.id, at: testMoment })).toBe(false);
    expect(await findTokenByHash(database.db, hashTokenSecret(secret))).toBeUndefined();
    expect(await listTokens(database.db, eve.id)).toEqual([]);
  });

  test("use is noted, at most once a minute", async () => {
    const { secret, token } = await insertFor(ada);
    const lastUsed = async (): Promise<Date | null | undefined> =>
      (await findTokenByHash(database.db, hashTokenSecret(secret)))?.token.lastUsedAt;

    await touchToken(database.db, { tokenId: token.id, at: testMoment });
    expect(await lastUsed()).toEqual(testMoment);

    await touchToken(database.db, { tokenId: token.id, at: later(59_000) });
    expect(await lastUsed()).toEqual(testMoment);

    await touchToken(database.db, { tokenId: token.id, at: later(61_000) });
    expect(await lastUsed()).toEqual(later(61_000));
  });
});
