import { hashPassword } from "@larder/credentials";
import { findViolatedConstraint } from "@larder/sql";

import type { AccountDatabase } from "./account-database.ts";
import { AccountExistsError, InvalidAccountError } from "./account-errors.ts";
import { assertPassword, parseAccountName, parseRoles } from "./account-names.ts";
import { type Account, accountColumns, accountIn } from "./account-row.ts";

/** An account to make. */
export type NewAccount = {
  readonly name: string;
  /** Without one it acts by its tokens only, or logs in at its provider. */
  readonly password?: string | undefined;
  /** The id of the login provider that it logs in at. */
  readonly provider?: string | undefined;
  readonly roles: readonly string[];
};

/** Makes an account. Throws `InvalidAccountError`, {@link AccountExistsError}. */
export async function createAccount(database: AccountDatabase, wanted: NewAccount): Promise<Account> {
  const name = parseAccountName(wanted.name);
  const roles = parseRoles(wanted.roles);
  const { password, provider = null } = wanted;
  if (password !== undefined) assertPassword(password);
  if (password !== undefined && provider !== null) {
    throw new InvalidAccountError("An account logs in by a password or at a provider, not both", {
      hint: "Leave one of them out",
    });
  }
  const passwordHash = password === undefined ? null : await hashPassword(password);
  const sql = await database.open();
  try {
    const rows = await sql.query(
      `insert into larder_host.accounts (name, password_hash, provider, roles, created_at)
       values ($1, $2, $3, $4::text[], $5::timestamptz) returning ${accountColumns}`,
      [name, passwordHash, provider, roles, database.now().toISOString()],
    );
    database.noteAccount();
    return accountIn(rows, name);
  } catch (error) {
    throw findViolatedConstraint(error) === "accounts_pkey" ? new AccountExistsError(name) : error;
  }
}
