import { createSecret, hashSecret } from "@larder/credentials";

import type { AccountDatabase } from "../account-database.ts";
import type { LoginLimiter } from "../login-limiter.ts";
import type { OpenedSession, Sessions } from "../sessions.ts";
import { enterAccount } from "./enter-account.ts";
import type { LoginProvider } from "./login-provider.ts";
import { type BegunLogin, providerClient } from "./provider-client.ts";
import { LoginExpiredError, UnknownProviderError } from "./provider-errors.ts";
import { readPerson } from "./read-person.ts";

/** A login that goes on at a provider. */
export type StartedLogin = {
  /** Where the browser goes. */
  readonly url: string;
  /** For its cookie: only the browser that began a login finishes it. */
  readonly browserSecret: string;
  readonly expiresAt: Date;
};

/** A browser that comes back from a provider. */
export type ReturningBrowser = {
  readonly url: URL;
  /** What its cookie holds. */
  readonly browserSecret: string | undefined;
  /** The session that it had until now. */
  readonly previous: string | undefined;
};

/** Logs people in who prove elsewhere who they are. */
export type ProviderLogins = {
  /** Returns the providers, in the order in which people see them. */
  list(): readonly Pick<LoginProvider, "id" | "title">[];
  /** Begins a login that comes back to `redirectUri`. Throws `UnknownProviderError`, `ProviderUnavailableError`, `TooManyAttemptsError`. */
  start(
    id: string,
    login: { readonly redirectUri: string; readonly nextUrl: string; readonly address: string | undefined },
  ): Promise<StartedLogin>;
  /** Finishes it, once. Throws {@link LoginExpiredError}, `ProviderRefusedError`, `PersonRefusedError` and what `start` throws. */
  finish(
    id: string,
    browser: ReturningBrowser,
  ): Promise<{ readonly session: OpenedSession; readonly nextUrl: string; readonly account: string }>;
};

const lifetimeMs = 10 * 60_000;

/** What the logins need of the accounts. */
export type ProviderLoginsOptions = {
  readonly providers: readonly LoginProvider[];
  readonly database: AccountDatabase;
  readonly limiter: LoginLimiter;
  readonly sessions: Sessions;
};

/** Returns the logins at `providers`. What has begun is kept in the database: another process may finish it. */
export function providerLogins({ providers, database, limiter, sessions }: ProviderLoginsOptions): ProviderLogins {
  const known = new Map(providers.map((provider) => [provider.id, { provider, client: providerClient(provider) }]));

  function get(id: string): { provider: LoginProvider; client: ReturnType<typeof providerClient> } {
    const found = known.get(id);
    if (found === undefined) throw new UnknownProviderError(id);
    return found;
  }

  return {
    list: () => providers.map(({ id, title }) => ({ id, title })),
    async start(id, { redirectUri, nextUrl, address }) {
      const { client } = get(id);
      limiter.countStart(address);
      const begun = await client.begin(redirectUri);
      const browser = createSecret("lrb_");
      const now = database.now();
      const expiresAt = new Date(now.getTime() + lifetimeMs);
      await keep(database, { ...begun, browserHash: browser.hash, provider: id, nextUrl, expiresAt });
      return { url: begun.url, browserSecret: browser.secret, expiresAt };
    },
    async finish(id, { url, browserSecret, previous }) {
      const { provider, client } = get(id);
      const begun = await take(database, { provider: id, state: url.searchParams.get("state"), browserSecret });
      const person = readPerson(provider, await client.finish(url, begun));
      const account = await enterAccount(database, provider, person);
      const session = await sessions.open(account, { previous, userInfo: person.userInfo });
      return { session, nextUrl: begun.nextUrl, account };
    },
  };
}

type KeptLogin = Omit<BegunLogin, "url"> & {
  readonly browserHash: string;
  readonly provider: string;
  readonly nextUrl: string;
  readonly expiresAt: Date;
};

async function keep(database: AccountDatabase, login: KeptLogin): Promise<void> {
  const sql = await database.open();
  await sql.query("delete from larder_host.provider_logins where expires_at <= $1::timestamptz", [
    database.now().toISOString(),
  ]);
  await sql.query(
    `insert into larder_host.provider_logins
       (state_hash, browser_hash, provider, nonce, code_verifier, next_url, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7::timestamptz)`,
    [
      hashSecret(login.state),
      login.browserHash,
      login.provider,
      login.nonce,
      login.codeVerifier,
      login.nextUrl,
      login.expiresAt.toISOString(),
    ],
  );
}

/** A login is finished once, by the browser that began it; nobody else can use it up. */
async function take(
  database: AccountDatabase,
  asked: { readonly provider: string; readonly state: string | null; readonly browserSecret: string | undefined },
): Promise<Omit<BegunLogin, "url"> & { readonly nextUrl: string }> {
  const { provider, state, browserSecret } = asked;
  if (state === null || browserSecret === undefined) throw new LoginExpiredError();
  const sql = await database.open();
  const [row] = await sql.query(
    `delete from larder_host.provider_logins
     where state_hash = $1 and browser_hash = $2 and provider = $3 and expires_at > $4::timestamptz
     returning nonce, code_verifier, next_url`,
    [hashSecret(state), hashSecret(browserSecret), provider, database.now().toISOString()],
  );
  if (row === undefined) throw new LoginExpiredError();
  const { nonce, code_verifier: codeVerifier, next_url: nextUrl } = row;
  return { state, nonce: String(nonce), codeVerifier: String(codeVerifier), nextUrl: String(nextUrl) };
}
