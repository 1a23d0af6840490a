import type { Principal } from "../permissions/principal.ts";
import type { AccountSettings } from "./account-settings.ts";
import { accountDatabase, type AccountDatabaseOptions } from "./account-database.ts";
import { ForeignSiteError } from "./account-errors.ts";
import { type AccountKeys, accountKeysIn } from "./account-keys.ts";
import { assertPassword } from "./account-names.ts";
import { keyProof } from "./authenticate-key.ts";
import { clientAddress } from "./client-address.ts";
import { type CredentialIn, findCredential, isForgeable } from "./credentials-in.ts";
import { type Credentials, passwordCheck } from "./log-in.ts";
import { createLoginLimiter } from "./login-limiter.ts";
import { type AccountManagement, manageAccounts } from "./manage-accounts.ts";
import { type ProviderLogins, providerLogins } from "./providers/provider-logins.ts";
import { principalOf, type ProvedAccount } from "./proved-account.ts";
import { type Found, recentProofs } from "./recent-proofs.ts";
import { ownCookies, type OwnCookies } from "./session-cookie.ts";
import { type OpenedSession, sessionsIn, type UserInfo } from "./sessions.ts";

/** What accounts need of the host. */
export type AccountsOptions = AccountDatabaseOptions & {
  readonly settings: AccountSettings;
  /** The URL that browsers reach the host at; its own address when left out. */
  readonly publicUrl?: string | undefined;
};

/** How somebody proved who they are. */
export type ProofKind = "session" | "token" | "plugin-key";

/** Somebody who proved who they are. */
export type Proof = { readonly principal: Principal; readonly by: ProofKind; readonly userInfo: UserInfo | null };

/** Whose password is replaced, by what, and from where that is asked. */
export type PasswordChange = Omit<Credentials, "password"> & { readonly current: string; readonly next: string };

/** Who may ask a host, and how they prove it. */
export type Accounts = {
  /** Has this host accounts? Then every door but the login, health and what is declared public asks for a principal. */
  exist(): Promise<boolean>;
  /**
   * Returns who sends `request`; `undefined` for nobody in particular, and always while the host has no accounts.
   *
   * A session that has ended is no credential: browsers send it by themselves. Throws `BadCredentialError` (401) for a
   * token or a plugin key that is not good, `ForeignSiteError` (403) where a page of another site uses the session.
   */
  authenticate(request: Request, address?: string): Promise<Principal | undefined>;
  /** The same, with how it was proved. */
  prove(request: Request, address?: string): Promise<Proof | undefined>;
  /** Returns the address that `request` came from, by way of proxies that are believed; undefined for one of this process. */
  addressOf(request: Request, peer: string | undefined): string | undefined;
  /** Opens a session for a name and a password, and ends the one that `request` had. */
  logIn(request: Request, credentials: Credentials): Promise<OpenedSession>;
  /**
   * Replaces a password by the one that was good until now, ends every session of the account and opens a new one.
   *
   * Throws what `logIn` throws, and `InvalidAccountError` for a password that none can be.
   */
  changePassword(request: Request, change: PasswordChange): Promise<OpenedSession>;
  /** Ends the session of `request`. */
  logOut(request: Request): Promise<void>;
  readonly management: AccountManagement;
  readonly keys: AccountKeys;
  readonly providers: ProviderLogins;
  /** The URL that browsers reach the host at; undefined where that is the one that they ask for. */
  readonly publicUrl: string | undefined;
  readonly cookies: OwnCookies;
};

/** Returns the accounts of a host. Nothing is opened before something is asked. */
export function createAccounts(options: AccountsOptions): Accounts {
  const { settings, publicUrl, clock } = options;
  const recent = recentProofs<Proof>(clock, options.isDatabaseShared);
  const database = accountDatabase({ ...options, onChange: () => recent.forget() });
  const limiter = createLoginLimiter(clock);
  const sessions = sessionsIn(database, settings.session);
  const proofOfKey = keyProof(database, limiter);
  const checkPassword = passwordCheck(database, limiter);
  const management = manageAccounts(database);
  const cookies = ownCookies(publicUrl?.startsWith("https:") ?? false);

  const found = (account: ProvedAccount, by: ProofKind, userInfo: UserInfo | null = null): Found<Proof> => ({
    proof: { principal: principalOf(account, settings.roles), by, userInfo },
    goodUntilMs: account.goodUntilMs,
  });

  async function look(credential: CredentialIn, address: string | undefined): Promise<Found<Proof> | undefined> {
    if (credential.type === "token") return found(await proofOfKey.proveToken(credential.token), "token");
    if (credential.type === "plugin-key") {
      return found(await proofOfKey.provePluginKey(credential.key, address), "plugin-key");
    }
    const session = await sessions.find(credential.secret);
    return session === undefined ? undefined : found(session, "session", session.userInfo);
  }

  async function prove(request: Request, address?: string): Promise<Proof | undefined> {
    const credential = findCredential(request, cookies.session);
    if (credential === undefined || !(await database.hasAccounts())) return undefined;
    const proof = await recent.get(credential, () => look(credential, address));
    if (proof?.by === "session" && isForgeable(request)) throw new ForeignSiteError();
    return proof;
  }

  return {
    exist: () => database.hasAccounts(),
    prove,
    addressOf: ({ headers }, peer) =>
      clientAddress({ peer, forwardedFor: headers.get("x-forwarded-for"), proxies: settings.proxies }),
    authenticate: async (request, address) => (await prove(request, address))?.principal,
    async logIn(request, credentials) {
      const account = await checkPassword(credentials);
      return await sessions.open(account, { previous: cookies.session.find(request) });
    },
    async changePassword(request, { name, current, next, address }) {
      assertPassword(next);
      const account = await checkPassword({ name, password: current, address });
      await management.setPassword(account, next);
      return await sessions.open(account, { previous: cookies.session.find(request) });
    },
    async logOut(request) {
      const session = cookies.session.find(request);
      if (session !== undefined && (await database.hasAccounts())) await sessions.end(session);
    },
    management,
    keys: accountKeysIn(database),
    providers: providerLogins({ providers: settings.providers, database, limiter, sessions }),
    publicUrl,
    cookies,
  };
}
