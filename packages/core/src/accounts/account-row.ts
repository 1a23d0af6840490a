import type { SqlRow } from "@larder/sql";

import { AccountNotFoundError } from "./account-errors.ts";

/** An account, without what it is proved by. */
export type Account = {
  readonly name: string;
  readonly roles: readonly string[];
  /** Where it logs in; `null` for a password. */
  readonly provider: string | null;
  readonly isDisabled: boolean;
  /** ISO 8601. */
  readonly createdAt: string;
};

/** What {@link toAccount} reads of the table. */
export const accountColumns =
  "name, roles, provider, disabled_at is not null as is_disabled, created_at at time zone 'utc' as created_at";

/** Returns the account that a statement about `name` returned. Throws {@link AccountNotFoundError}. */
export function accountIn([row]: readonly SqlRow[], name: string): Account {
  if (row === undefined) throw new AccountNotFoundError(name);
  return toAccount(row);
}

/** Returns a row of {@link accountColumns} as an account. */
export function toAccount(row: SqlRow): Account {
  return {
    name: String(row["name"]),
    roles: row["roles"] as readonly string[],
    provider: row["provider"] as string | null,
    isDisabled: row["is_disabled"] === true,
    createdAt: momentOf(row["created_at"]),
  };
}

/** Returns a time that was read `at time zone 'utc'` as ISO 8601. */
export function momentOf(text: unknown): string {
  return new Date(`${String(text).replace(" ", "T")}Z`).toISOString();
}
