import { createSecret, hashSecret } from "@larder/credentials";
import type { RunQuery } from "@larder/sql";

import type { AccountDatabase } from "./account-database.ts";
import type { ProvedAccount } from "./proved-account.ts";

/** How long sessions last, in milliseconds. */
export type SessionLimits = {
  /** Without a request. */
  readonly idleMs: number;
  /** From the login on, whatever happens. */
  readonly absoluteMs: number;
};

/** What a provider told of a person, as far as the operator wants it kept. */
export type UserInfo = { readonly [claim: string]: unknown };

/** A session that was just opened. */
export type OpenedSession = {
  /** For the cookie; it is kept nowhere. */
  readonly secret: string;
  readonly expiresAt: Date;
};

/** Who is logged in with a browser. */
export type Sessions = {
  /** Opens a session of an account under a new secret, and ends `previous`: nobody chooses the secret that he will have after a login. */
  open(
    account: string,
    options: { readonly previous?: string | undefined; readonly userInfo?: UserInfo | undefined },
  ): Promise<OpenedSession>;
  /** Returns whose session this is; undefined when it is unknown, has ended, or its account is barred. */
  find(secret: string): Promise<(ProvedAccount & { readonly userInfo: UserInfo | null }) | undefined>;
  /** Ends a session. One that is not there is ended already. */
  end(secret: string): Promise<void>;
};

/** A session's use is written down at most this often: a page makes many requests. */
const noteEveryMs = 60_000;

/** Every session's secret begins so. */
const prefix = "lrs_";

/** Returns the sessions in `database`. */
export function sessionsIn(database: AccountDatabase, { idleMs, absoluteMs }: SessionLimits): Sessions {
  return {
    async open(account, { previous, userInfo }) {
      const { secret, hash } = createSecret(prefix);
      const now = database.now();
      const expiresAt = new Date(now.getTime() + absoluteMs);
      const sql = await database.open();
      await sql.transaction(async (query) => {
        if (previous !== undefined) await endSession(query, previous);
        await query(
          "delete from larder_host.sessions where expires_at <= $1::timestamptz or used_at <= $2::timestamptz",
          [now.toISOString(), new Date(now.getTime() - idleMs).toISOString()],
        );
        await query(
          `insert into larder_host.sessions (hash, account, user_info, created_at, used_at, expires_at)
           values ($1, $2, $3::jsonb, $4::timestamptz, $4::timestamptz, $5::timestamptz)`,
          [
            hash,
            account,
            userInfo === undefined ? null : JSON.stringify(userInfo, withoutZeros),
            now.toISOString(),
            expiresAt.toISOString(),
          ],
        );
      });
      database.noteChange();
      return { secret, expiresAt };
    },
    async find(secret) {
      if (!secret.startsWith(prefix)) return undefined;
      const now = database.now();
      const sql = await database.open();
      const [row] = await sql.query(
        `select a.name, a.roles, s.user_info, s.used_at <= $4::timestamptz as is_stale,
           (extract(epoch from s.expires_at) * 1000)::int8 as good_until
         from larder_host.sessions s join larder_host.accounts a on a.name = s.account
         where s.hash = $1 and s.expires_at > $2::timestamptz and s.used_at > $3::timestamptz and a.disabled_at is null`,
        [hashSecret(secret), now.toISOString(), before(now, idleMs), before(now, Math.min(noteEveryMs, idleMs / 4))],
      );
      if (row === undefined) return undefined;
      if (row["is_stale"] === true) {
        await sql.query("update larder_host.sessions set used_at = $2::timestamptz where hash = $1", [
          hashSecret(secret),
          now.toISOString(),
        ]);
      }
      return {
        account: String(row["name"]),
        roles: row["roles"] as readonly string[],
        userInfo: row["user_info"] as UserInfo | null,
        goodUntilMs: Number(row["good_until"]),
      };
    },
    async end(secret) {
      const sql = await database.open();
      await endSession(sql.query, secret);
      database.noteChange();
    },
  };
}

/** A person may write anything at a provider, and Postgres keeps no zero in a text. */
function withoutZeros(_key: string, value: unknown): unknown {
  return typeof value === "string" ? value.replaceAll("\0", "") : value;
}

function before(now: Date, ms: number): string {
  return new Date(now.getTime() - ms).toISOString();
}

async function endSession(query: RunQuery, secret: string): Promise<void> {
  await query("delete from larder_host.sessions where hash = $1", [hashSecret(secret)]);
}
