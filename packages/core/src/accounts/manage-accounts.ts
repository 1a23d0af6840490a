import { hashPassword } from "@larder/credentials";
import type { RunQuery, SqlRow } from "@larder/sql";

import type { AccountDatabase } from "./account-database.ts";
import { LastAdminError } from "./account-errors.ts";
import { assertPassword, parseAccountName, parseRoles } from "./account-names.ts";
import { type Account, accountColumns, accountIn, toAccount } from "./account-row.ts";
import { createAccount, type NewAccount } from "./create-account.ts";

/** Everything that may be done with accounts by whoever looks after a host. */
export type AccountManagement = {
  /** Makes an account. Throws `InvalidAccountError`, `AccountExistsError`. */
  create(account: NewAccount): Promise<Account>;
  /** Returns all accounts, by name. */
  list(): Promise<readonly Account[]>;
  /** Bars an account, or lets it act again; barred, its sessions end. Throws `AccountNotFoundError`, {@link LastAdminError}. */
  setDisabled(name: string, isDisabled: boolean): Promise<Account>;
  /** Replaces a password, and ends all sessions of the account. Throws `AccountNotFoundError`. */
  setPassword(name: string, password: string): Promise<Account>;
  /** Replaces the roles of an account. Throws `AccountNotFoundError`, {@link LastAdminError}. */
  setRoles(name: string, roles: readonly string[]): Promise<Account>;
};

/** Returns what manages the accounts in `database`. */
export function manageAccounts(database: AccountDatabase): AccountManagement {
  /** Changes an account, and takes the change back where it leaves no administrator who had one. */
  async function change(text: string, work: (query: RunQuery, name: string) => Promise<SqlRow[]>): Promise<Account> {
    const name = parseAccountName(text);
    const sql = await database.open();
    const changed = sql.transaction(async (query) => {
      // Two changes at once could each leave the other's account as the last administrator.
      await query("select pg_advisory_xact_lock(hashtext('larder_host.accounts'))");
      const before = await countAdmins(query);
      const account = accountIn(await work(query, name), name);
      if (before > 0 && (await countAdmins(query)) === 0) throw new LastAdminError(name);
      return account;
    });
    return await changed.finally(() => database.noteChange());
  }

  return {
    create: (account) => createAccount(database, account),
    async list() {
      const sql = await database.open();
      return (await sql.query(`select ${accountColumns} from larder_host.accounts order by name`)).map(toAccount);
    },
    setDisabled: (text, isDisabled) =>
      change(text, async (query, name) => {
        if (isDisabled) await endSessionsOf(query, name);
        return await query(
          `update larder_host.accounts set disabled_at = $2::timestamptz where name = $1 returning ${accountColumns}`,
          [name, isDisabled ? database.now().toISOString() : null],
        );
      }),
    async setPassword(text, password) {
      assertPassword(password);
      const passwordHash = await hashPassword(password);
      return await change(text, async (query, name) => {
        await endSessionsOf(query, name);
        return await query(
          `update larder_host.accounts set password_hash = $2, provider = null, subject = null where name = $1 returning ${accountColumns}`,
          [name, passwordHash],
        );
      });
    },
    setRoles(text, wanted) {
      const roles = parseRoles(wanted);
      return change(text, (query, name) =>
        query(`update larder_host.accounts set roles = $2::text[] where name = $1 returning ${accountColumns}`, [
          name,
          roles,
        ]),
      );
    },
  };
}

async function endSessionsOf(query: RunQuery, name: string): Promise<void> {
  await query("delete from larder_host.sessions where account = $1", [name]);
}

async function countAdmins(query: RunQuery): Promise<number> {
  const rows = await query("select 1 from larder_host.accounts where disabled_at is null and 'admin' = any(roles)", []);
  return rows.length;
}
