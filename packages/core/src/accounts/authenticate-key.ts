import { hashSecret } from "@larder/credentials";
import type { SqlRow } from "@larder/sql";
import { LRUCache } from "lru-cache";

import type { AccountDatabase } from "./account-database.ts";
import { BadCredentialError } from "./account-errors.ts";
import { pluginKeyPrefix, tokenVerifier } from "./account-keys.ts";
import type { LoginLimiter } from "./login-limiter.ts";
import { verifyPluginKey } from "./plugin-key.ts";
import type { ProvedAccount } from "./proved-account.ts";

/** Says whose tokens and plugin keys these are. Both throw {@link BadCredentialError}. */
export type KeyProof = {
  proveToken(token: string): Promise<ProvedAccount>;
  provePluginKey(key: string, address: string | undefined): Promise<ProvedAccount>;
};

/** A key's use is written down at most this often. */
const noteEveryMs = 60_000;
const rememberedMax = 1000;

const select = `select k.id, k.verifier, a.name, a.roles, k.used_at is null or k.used_at <= $3::timestamptz as is_stale,
    (extract(epoch from k.expires_at) * 1000)::int8 as good_until
  from larder_host.account_keys k join larder_host.accounts a on a.name = k.account
  where (k.expires_at is null or k.expires_at > $2::timestamptz) and a.disabled_at is null`;

/** Returns what proves the tokens and plugin keys in `database`. */
export function keyProof(database: AccountDatabase, limiter: LoginLimiter): KeyProof {
  // A plugin key is slow to check, on purpose; what was right once is right while its row says the same.
  const rightFor = new LRUCache<string, string>({ max: rememberedMax });

  async function find(condition: string, value: string): Promise<SqlRow | undefined> {
    const now = database.now();
    const stale = new Date(now.getTime() - noteEveryMs).toISOString();
    const sql = await database.open();
    const [row] = await sql.query(`${select} and ${condition}`, [value, now.toISOString(), stale]);
    return row;
  }

  async function accept(row: SqlRow): Promise<ProvedAccount> {
    if (row["is_stale"] === true) {
      const sql = await database.open();
      await sql.query("update larder_host.account_keys set used_at = $2::timestamptz where id = $1", [
        String(row["id"]),
        database.now().toISOString(),
      ]);
    }
    const goodUntilMs = row["good_until"] === null ? Number.POSITIVE_INFINITY : Number(row["good_until"]);
    return { account: String(row["name"]), roles: row["roles"] as readonly string[], goodUntilMs };
  }

  return {
    async proveToken(token) {
      const row = await find("k.verifier = $1 and k.kind = 'token'", tokenVerifier(token));
      if (row === undefined)
        throw new BadCredentialError("The token is not known here, or has ended", { hint: askForOne });
      return await accept(row);
    },
    async provePluginKey(key, address) {
      const [, id] = new RegExp(`^${pluginKeyPrefix}([0-9a-f]{12})_`).exec(key) ?? [];
      const row = id === undefined ? undefined : await find("k.id = $1 and k.kind = 'plugin-key'", id);
      if (id === undefined || row === undefined) throw badPluginKey();
      const verifier = String(row["verifier"]);
      const remembered = hashSecret(key);
      if (rightFor.get(remembered) !== verifier) {
        const isRight = await limiter.attempt({ account: `${pluginKeyPrefix}${id}`, address }, async () =>
          (await verifyPluginKey(key, verifier)) ? true : undefined,
        );
        if (isRight === undefined) throw badPluginKey();
        rightFor.set(remembered, verifier);
      }
      return await accept(row);
    },
  };
}

const askForOne = "The operator makes new ones with `larder account token NAME`";

function badPluginKey(): BadCredentialError {
  return new BadCredentialError("The plugin key is not known here, or has ended", { hint: askForOne });
}
