import { setTimeout as delay } from "node:timers/promises";

import {
  type Account,
  type AccountKey,
  type HostAccounts,
  type NewAccount,
  type NewAccountKey,
  openHostAccounts,
} from "@larder/core";
import { readHostManifest } from "@larder/host-directory";
import { DirectoryHeldError } from "@larder/sql";

import type { Context } from "../context.ts";
import { UsageError } from "../errors.ts";
import { findDatabaseUrl } from "../serving/database-url.ts";
import { askHolder } from "../serving/ask-holder.ts";
import { findHolder } from "./find-runner.ts";

/** A new token or plugin key, with its secret: this is the only time that it can be read. */
export type MadeKey = { readonly secret: string; readonly key: AccountKey };

/** What looks after the accounts of one host, whether or not it runs. Every operation throws what the host refuses it with. */
export type HostAccountsControl = {
  add(account: NewAccount): Promise<Account>;
  list(): Promise<readonly Account[]>;
  setDisabled(name: string, isDisabled: boolean): Promise<Account>;
  setPassword(name: string, password: string): Promise<Account>;
  setRoles(name: string, roles: readonly string[]): Promise<Account>;
  makeKey(key: NewAccountKey): Promise<MadeKey>;
  listKeys(account: string): Promise<readonly AccountKey[]>;
  revokeKey(account: string, id: string): Promise<void>;
};

type Operation = {
  /** Its address at the control socket, and what is sent there. */
  readonly path: string;
  readonly body: object;
  /** The same on the host's own database. */
  readonly directly: (accounts: HostAccounts) => Promise<unknown>;
};

/**
 * Returns what looks after the accounts of the host that a command runs in; `databaseUrl` is what its option says.
 *
 * Throws `HostError` when there is none, `ConfigurationError` for what is no URL of a database.
 */
export async function hostAccounts(
  context: Pick<Context, "cwd" | "environment">,
  databaseUrl: string | undefined,
): Promise<HostAccountsControl> {
  const { accounts: settings } = await readHostManifest(context.cwd);
  const host = { directory: context.cwd, databaseUrl: findDatabaseUrl(context, databaseUrl) };
  const control = async <Result>(operation: Operation): Promise<Result> => (await run(host, operation)) as Result;
  return {
    add: async (account) => {
      assertProviderKnown(account.provider, settings?.providers ?? []);
      return await control({
        path: "/accounts",
        body: account,
        directly: ({ management }) => management.create(account),
      });
    },
    list: () => control({ path: "/accounts/list", body: {}, directly: listOnDisk }),
    setDisabled: (name, isDisabled) =>
      control({
        path: "/accounts/disable",
        body: { name, isDisabled },
        directly: ({ management }) => management.setDisabled(name, isDisabled),
      }),
    setPassword: (name, password) =>
      control({
        path: "/accounts/password",
        body: { name, password },
        directly: ({ management }) => management.setPassword(name, password),
      }),
    setRoles: (name, roles) =>
      control({
        path: "/accounts/roles",
        body: { name, roles },
        directly: ({ management }) => management.setRoles(name, roles),
      }),
    makeKey: (key) => control({ path: "/keys", body: key, directly: ({ keys }) => keys.create(key) }),
    listKeys: (account) =>
      control({ path: "/keys/list", body: { account }, directly: ({ keys }) => keys.list(account) }),
    revokeKey: async (account, id) => {
      await control({ path: "/keys/revoke", body: { account, id }, directly: ({ keys }) => keys.revoke(account, id) });
    },
  };
}

/** Nobody could ever log in at a provider that is misspelt. */
function assertProviderKnown(id: string | undefined, providers: readonly { readonly id: string }[]): void {
  if (id === undefined || providers.some((provider) => provider.id === id)) return;
  const known = providers.map((provider) => `\`${provider.id}\``).join(", ");
  throw new UsageError(`\`larder.yaml\` has no login provider \`${id}\``, {
    hint: known === "" ? "Describe it there under `accounts.providers`" : `It has ${known}`,
  });
}

/** A host that never had an account has no database either, and none is made to say so. */
async function listOnDisk(accounts: HostAccounts): Promise<readonly Account[]> {
  return (await accounts.exist()) ? await accounts.management.list() : [];
}

/** Which host, and where its database is when not in its own directory. */
type AccountsPlace = { readonly directory: string; readonly databaseUrl: string | undefined };

const waitMsMax = 30_000;
const lookEveryMs = 50;

/** Does `operation`, after another command that has the database for a moment, or once a host that starts can be asked. */
async function run(place: AccountsPlace, operation: Operation): Promise<unknown> {
  const untilMs = performance.now() + waitMsMax;
  for (;;) {
    try {
      return await attempt(place, operation);
    } catch (error) {
      // It is thrown before anything is done.
      if (!(error instanceof DirectoryHeldError) || performance.now() > untilMs) throw error;
      await delay(lookEveryMs);
    }
  }
}

/** Does `operation` in the process that runs the host, which alone has its database; else on the database itself. */
async function attempt({ directory, databaseUrl }: AccountsPlace, operation: Operation): Promise<unknown> {
  const holder = findHolder(directory);
  if (holder !== undefined) return await askHolder(holder, operation);
  const accounts = openHostAccounts({ directory, ...(databaseUrl === undefined ? {} : { databaseUrl }) });
  try {
    return await operation.directly(accounts);
  } finally {
    await accounts.close();
  }
}
