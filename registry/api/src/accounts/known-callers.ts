import {
  findMemberships,
  findTokenByHash,
  hashTokenSecret,
  type Memberships,
  type RegistryDatabase,
  type TokenRow,
  type UserRow,
} from "@larder/registry-database";
import { LRUCache } from "lru-cache";

import { BadCredentialError } from "./account-errors.ts";
import { anonymous, type Caller, principalsOf, type UserCaller } from "./caller.ts";

/** Each takes about a kilobyte. */
const callersMax = 10_000;

/** A caller, and what of the rows has to be looked at again with each request. */
type KnownCaller = {
  readonly caller: UserCaller;
  readonly expiresAt: Date | null;
  readonly isDisabled: boolean;
};

/** What keeps strangers from having the database look for any number of tokens. */
export type LookUpLimits = {
  /** Throws when nothing more is looked up for whoever asks from `address`. */
  assertMayLookUp(address: string | undefined): void;
  /** Counts a token that was looked up for somebody at `address`, and is none. */
  countBadCredential(address: string | undefined): void;
};

/**
 * Who sends a request, by the token in it; whoever came lately is remembered.
 *
 * What is remembered is right until {@link forgetAll}. Whoever owns this calls it at every change of an account,
 * before the change counts as made: on PGlite at the notification that comes with the commit, on Postgres when the
 * freshness barrier of a request sees another revision. Tokens that are none are not remembered, so that nobody can
 * fill this with guesses, and a new token is known at once.
 */
export class KnownCallers {
  readonly #database: RegistryDatabase;
  readonly #limits: LookUpLimits;
  /** By the hash of the token: a secret stays nowhere. */
  readonly #known = new LRUCache<string, KnownCaller>({ max: callersMax });
  readonly #loads = new Map<string, Promise<KnownCaller | undefined>>();

  constructor(database: RegistryDatabase, limits: LookUpLimits) {
    this.#database = database;
    this.#limits = limits;
  }

  /**
   * Returns who sends a request with this `Authorization` header from `address`; nobody without one.
   *
   * Only bearer tokens count: a password with every request would cost a hash with every request.
   * Throws {@link BadCredentialError} for a token that is unknown, expired, revoked or of a disabled user, and what
   * the limits throw.
   */
  async authenticate(
    authorization: string | undefined,
    { now, address }: { readonly now: Date; readonly address: string | undefined },
  ): Promise<Caller> {
    if (authorization === undefined || authorization.trim() === "") return anonymous;
    const hash = hashTokenSecret(parseBearer(authorization));
    const known = this.#known.get(hash) ?? (await this.#lookUp(hash, address));
    assertUsable(known, now);
    return known.caller;
  }

  /** Says that something of an account changed: whoever comes from now on is looked up anew. */
  forgetAll(): void {
    this.#known.clear();
    this.#loads.clear();
  }

  async #lookUp(hash: string, address: string | undefined): Promise<KnownCaller> {
    this.#limits.assertMayLookUp(address);
    const found = await this.#findOrLoad(hash);
    if (found !== undefined) return found;
    this.#limits.countBadCredential(address);
    throw new BadCredentialError("The token is not known to this registry, or was revoked");
  }

  /** A load during which something changed answers those who wait for it, and is not kept: it may have read what was there before. */
  async #findOrLoad(hash: string): Promise<KnownCaller | undefined> {
    const load = this.#loads.get(hash) ?? this.#load(hash);
    this.#loads.set(hash, load);
    try {
      const found = await load;
      if (found !== undefined && this.#loads.get(hash) === load) this.#known.set(hash, found);
      return found;
    } finally {
      if (this.#loads.get(hash) === load) this.#loads.delete(hash);
    }
  }

  async #load(hash: string): Promise<KnownCaller | undefined> {
    const { db } = this.#database;
    const found = await findTokenByHash(db, hash);
    return found === undefined ? undefined : knownCallerOf(found, await findMemberships(db, found.user.id));
  }
}

function knownCallerOf({ token, user }: { token: TokenRow; user: UserRow }, memberships: Memberships): KnownCaller {
  return {
    caller: {
      type: "user",
      userId: user.id,
      name: user.name,
      email: user.email,
      isAdmin: user.isAdmin && token.scopes.includes("admin"),
      ...memberships,
      countsAs: principalsOf(user.name, memberships),
      token: { id: token.id, scopes: token.scopes, packagePatterns: token.packagePatterns, cidrs: token.cidrs },
    },
    expiresAt: token.expiresAt,
    isDisabled: user.disabledAt !== null,
  };
}

function parseBearer(authorization: string): string {
  const token = /^Bearer +(\S+)$/i.exec(authorization.trim())?.[1];
  if (token === undefined) {
    throw new BadCredentialError("This registry takes tokens, not passwords, with each request");
  }
  return token;
}

function assertUsable({ caller, expiresAt, isDisabled }: KnownCaller, now: Date): void {
  if (expiresAt !== null && expiresAt <= now) throw new BadCredentialError("The token has expired");
  if (isDisabled) throw new BadCredentialError(`The user \`${caller.name}\` is disabled`);
}
