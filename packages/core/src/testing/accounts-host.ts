import { serve } from "@hono/node-server";
import { hashPassword } from "@larder/credentials";
import type { Sql } from "@larder/sql";
import { type OpenTestSql, openTestPglite, openTestPostgresOn } from "@larder/sql/testing";
import type { AddressInfo } from "node:net";
import { inject } from "vitest";

import type { NewAccountKey } from "../accounts/account-keys.ts";
import { type AccountSettings, defaultAccountSettings } from "../accounts/account-settings.ts";
import { type RunHostOptions, type RunningHost, runHost } from "../run-host.ts";
import { silentLogger } from "./running-hosts.ts";

const migrations = new URL("../../migrations/", import.meta.url);

/** What a test decides of a host with accounts. */
export type AccountsHostOptions = {
  readonly settings?: Partial<AccountSettings>;
  readonly packages?: RunHostOptions["packages"];
  /** How packages are installed while it runs; nothing is when left out. */
  readonly installing?: Pick<RunHostOptions, "installer" | "readAgain">;
  readonly publicUrl?: string;
  /** The accounts that it has; `ada`, an administrator, and `eve`, unless told. */
  readonly names?: readonly string[];
};

/** A host that listens on a port of this machine, with accounts in a database of its own. */
export type AccountsHost = AsyncDisposable & {
  readonly url: string;
  readonly host: RunningHost;
  /** Lets time pass. */
  wait(ms: number): void;
  /** Sends a request to it over a real connection, and follows no redirect. */
  send(path: string, init?: RequestInit): Promise<Response>;
  /** Sends the login form. */
  logIn(name: string, password: string, init?: RequestInit): Promise<Response>;
  /** Returns everything that its database keeps about accounts, as text. */
  rows(): Promise<string>;
  /** Makes a token or a plugin key, and returns its secret. */
  makeKey(key: Omit<NewAccountKey, "label">): Promise<string>;
};

/** The password of every account of such a host. */
export const testPassword = "correct horse battery";

/** Of all personas: a hash costs what a login costs. */
let passwordHash: Promise<string> | undefined;

/** A database of a server is there at once; PGlite boots for each. What differs between them, the accounts' own tests prove. */
function openTestSql(): OpenTestSql {
  const postgresUrl: string | undefined = inject("postgresUrl");
  return postgresUrl === undefined ? openTestPglite : openTestPostgresOn(postgresUrl);
}

/** Starts a host with accounts. Its clock stands still unless the test lets time pass. */
export async function startAccountsHost(options: AccountsHostOptions = {}): Promise<AccountsHost> {
  let now = Date.parse("2026-11-21T10:00:00Z");
  let sql: Sql | undefined;
  const host = await runHost({
    directory: "memory",
    packages: options.packages ?? [],
    ...options.installing,
    logger: silentLogger,
    clock: () => now,
    hostNames: options.publicUrl === undefined ? [] : [new URL(options.publicUrl).hostname],
    openDatabase: async () => (sql ??= await openTestSql()({ schema: {}, migrations })),
    accounts: { ...defaultAccountSettings, ...options.settings },
    ...(options.publicUrl === undefined ? {} : { publicUrl: options.publicUrl }),
  });
  for (const name of options.names ?? ["ada", "eve"]) {
    const roles = name === "ada" ? ["admin"] : [];
    await host.accounts.management.create({ name, roles });
  }
  passwordHash ??= hashPassword(testPassword);
  await sql?.query("update larder_host.accounts set password_hash = $1", [await passwordHash]);
  const listening = Promise.withResolvers<string>();
  const server = serve(
    {
      port: 0,
      hostname: "127.0.0.1",
      overrideGlobalObjects: false,
      fetch: (request, env) => host.fetch(request, { peer: peerOf(env) }),
    },
    ({ port }: AddressInfo) => listening.resolve(`http://127.0.0.1:${port}`),
  );
  const url = await listening.promise;
  const send = (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(`${url}${path}`, { redirect: "manual", ...init });
  return {
    url,
    host,
    send,
    wait: (ms) => void (now += ms),
    logIn: (name, password, init = {}) =>
      send("/auth/login", { method: "POST", body: new URLSearchParams({ name, password }), ...init }),
    async rows() {
      const tables = ["accounts", "sessions", "account_keys", "provider_logins"];
      const found = tables.map(async (table) => await sql?.query(`select * from larder_host.${table}`));
      return JSON.stringify(await Promise.all(found));
    },
    makeKey: async (key) => (await host.accounts.keys.create({ label: "test", ...key })).secret,
    async [Symbol.asyncDispose]() {
      server.close();
      await host.stop();
    },
  };
}

/** Returns the `Cookie` that a browser would send after `response`. */
export function cookieOf(response: Response): string {
  return response.headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");
}

function peerOf(env: unknown): string | undefined {
  const { incoming } = env as { readonly incoming?: { readonly socket: { readonly remoteAddress?: string } } };
  return incoming?.socket.remoteAddress;
}
