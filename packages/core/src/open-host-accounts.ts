import { existsSync } from "node:fs";
import { join } from "node:path";

import { hostPaths } from "@larder/host-directory";
import { openSql, type Sql, type SqlLocation } from "@larder/sql";

import { type Accounts, createAccounts } from "./accounts/accounts.ts";
import { defaultAccountSettings } from "./accounts/account-settings.ts";

/** The migrations of the host's own tables. */
const migrations = new URL("../migrations/", import.meta.url);

/** The accounts of a host that does not run. */
export type HostAccounts = Pick<Accounts, "exist" | "management" | "keys"> & {
  /** Closes the database, where it was opened. */
  close(): Promise<void>;
};

/** Which host, and where its packages and accounts are when not in its own directory. */
export type HostAccountsOptions = { readonly directory: string; readonly databaseUrl?: string | undefined };

/** Returns where a host's database is. */
export function databaseLocation({ directory, databaseUrl }: HostAccountsOptions): SqlLocation {
  if (databaseUrl !== undefined) return { type: "url", url: databaseUrl };
  return { type: "directory", path: join(hostPaths(directory).data, "database") };
}

/** Is there a database at `location` yet? A server's is always there, or says that it is not. */
export function hasDatabase(location: SqlLocation): boolean {
  return location.type === "url" || (location.type === "directory" && existsSync(location.path));
}

/**
 * Returns the accounts of the host in a directory, for whoever looks after it while it does not run.
 *
 * The database is opened when something is asked; then `DirectoryHeldError` is thrown where the host runs after all.
 */
export function openHostAccounts(options: HostAccountsOptions): HostAccounts {
  const at = databaseLocation(options);
  let opened: Promise<Sql> | undefined;
  const accounts = createAccounts({
    openDatabase: () => (opened ??= openSql({ at, schema: {}, migrations })),
    hasDatabase: () => hasDatabase(at),
    isDatabaseShared: false,
    clock: Date.now,
    settings: defaultAccountSettings,
  });
  return {
    exist: () => accounts.exist(),
    management: accounts.management,
    keys: accounts.keys,
    async close() {
      // Whoever asked for a database that did not open was told why.
      const sql = await opened?.catch(() => undefined);
      await sql?.close();
    },
  };
}
