import { randomBytes } from "node:crypto";

import { createSecret, hashSecret } from "@larder/credentials";
import { findViolatedConstraint, type SqlRow } from "@larder/sql";

import type { AccountDatabase } from "./account-database.ts";
import { AccountNotFoundError, InvalidAccountError, KeyNotFoundError } from "./account-errors.ts";
import { parseAccountName, parseLabel } from "./account-names.ts";
import { momentOf } from "./account-row.ts";
import { hashPluginKey } from "./plugin-key.ts";

/** What programs act with: a token goes into `Authorization: Bearer`, a plugin key into `X-Plugin-Key`. */
export type KeyKind = "token" | "plugin-key";

/** A token or a plugin key, without its secret. */
export type AccountKey = {
  /** By which it is revoked. */
  readonly id: string;
  readonly kind: KeyKind;
  readonly account: string;
  /** What a person calls it: `ci`, `laptop`. */
  readonly label: string;
  /** How the secret begins. */
  readonly prefix: string;
  /** ISO 8601, as the other times. */
  readonly createdAt: string;
  /** `null` for one without an end. */
  readonly expiresAt: string | null;
  /** To the minute; `null` for one that was never used. */
  readonly usedAt: string | null;
};

/** A token or a plugin key to make. */
export type NewAccountKey = {
  readonly account: string;
  readonly kind: KeyKind;
  readonly label: string;
  readonly expiresAt?: Date | undefined;
};

/** What makes, lists and revokes the tokens and plugin keys of accounts. */
export type AccountKeys = {
  /** Makes one; `secret` is shown once and kept nowhere. Throws `AccountNotFoundError`, `InvalidAccountError`. */
  create(key: NewAccountKey): Promise<{ readonly secret: string; readonly key: AccountKey }>;
  /** Returns those of an account, newest first. Throws `AccountNotFoundError`. */
  list(account: string): Promise<readonly AccountKey[]>;
  /** Ends one. Throws `KeyNotFoundError`. */
  revoke(account: string, id: string): Promise<void>;
};

/** Every token begins so. */
export const tokenPrefix = "lrh_";
/** Every plugin key begins so; its id follows, by which its own salt is found. */
export const pluginKeyPrefix = "lrk_";

const columns = `id, kind, account, label, prefix, created_at at time zone 'utc' as created_at,
  expires_at at time zone 'utc' as expires_at, used_at at time zone 'utc' as used_at`;

/** Returns what looks after the tokens and plugin keys in `database`. */
export function accountKeysIn(database: AccountDatabase): AccountKeys {
  return {
    async create({ account: text, kind, label: wanted, expiresAt }) {
      const account = parseAccountName(text);
      const label = parseLabel(wanted);
      const now = database.now();
      assertEnd(expiresAt, now);
      const id = randomBytes(6).toString("hex");
      const { secret, hash, prefix } = createSecret(kind === "token" ? tokenPrefix : `${pluginKeyPrefix}${id}_`);
      const verifier = kind === "token" ? hash : await hashPluginKey(secret);
      const sql = await database.open();
      const rows = await sql
        .query(
          `insert into larder_host.account_keys (id, kind, account, label, prefix, verifier, created_at, expires_at)
           values ($1, $2, $3, $4, $5, $6, $7::timestamptz, $8::timestamptz) returning ${columns}`,
          [id, kind, account, label, prefix, verifier, now.toISOString(), expiresAt?.toISOString() ?? null],
        )
        .catch((error: unknown) => {
          throw findViolatedConstraint(error) === "account_keys_account_fkey"
            ? new AccountNotFoundError(account)
            : error;
        });
      return { secret, key: rows.map(toKey)[0] ?? noRow() };
    },
    async list(text) {
      const account = parseAccountName(text);
      const sql = await database.open();
      const known = await sql.query("select 1 from larder_host.accounts where name = $1", [account]);
      if (known.length === 0) throw new AccountNotFoundError(account);
      const rows = await sql.query(
        `select ${columns} from larder_host.account_keys where account = $1 order by account_keys.created_at desc, id`,
        [account],
      );
      return rows.map(toKey);
    },
    async revoke(text, id) {
      const account = parseAccountName(text);
      const sql = await database.open();
      const ended = await sql.query(
        "delete from larder_host.account_keys where account = $1 and id = $2 returning id",
        [account, id],
      );
      database.noteChange();
      if (ended.length === 0) throw new KeyNotFoundError(account, id);
    },
  };
}

/** Returns what a token is found by. */
export function tokenVerifier(token: string): string {
  return hashSecret(token);
}

/** Databases count no further than some years after the last one that people write. */
const lastEnd = new Date("9999-12-31T00:00:00Z");

function assertEnd(expiresAt: Date | undefined, now: Date): void {
  if (expiresAt === undefined || (expiresAt > now && expiresAt <= lastEnd)) return;
  throw new InvalidAccountError(
    expiresAt > now ? "The token would end too far from now" : "The token would have ended already",
  );
}

function noRow(): never {
  throw new Error("The database returned no row for what it inserted");
}

function toKey(row: SqlRow): AccountKey {
  return {
    id: String(row["id"]),
    kind: row["kind"] as KeyKind,
    account: String(row["account"]),
    label: String(row["label"]),
    prefix: String(row["prefix"]),
    createdAt: momentOf(row["created_at"]),
    expiresAt: momentOrNull(row["expires_at"]),
    usedAt: momentOrNull(row["used_at"]),
  };
}

function momentOrNull(value: unknown): string | null {
  return value === null ? null : momentOf(value);
}
