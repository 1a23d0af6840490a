import { ExpectedError } from "@larder/errors";
import { LRUCache } from "lru-cache";

import type { Caller } from "../accounts/caller.ts";
import { isOfThisMachine, networkOf } from "../accounts/client-address.ts";

/** What requests are counted as, each with a budget of its own. */
const budgets = ["reads", "writes", "searches"] as const;
export type Budget = (typeof budgets)[number];

/** How many requests a minute one user, or one address without a login, may send; 0 for any number. */
export type RequestsPerMinute = { readonly [budget in Budget]: number };

/** Too many requests came from one user, or from one address. */
export class TooManyRequestsError extends ExpectedError {
  readonly code = "E429";
  readonly retryAfterSeconds: number;

  constructor(budget: Budget | "bad credentials", perMinute: number, retryAfterSeconds: number) {
    super(`Too many ${budget}: this registry takes ${perMinute} a minute from one user or address`, {
      hint: `Wait ${retryAfterSeconds} seconds, then try again`,
    });
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** Those who were not seen for longest are forgotten first: their buckets would be full again anyway. */
const bucketsMax = 50_000;

type Bucket = { tokens: number; at: number };

/**
 * Buckets of requests, one for each user and for each network that sends requests without a login.
 *
 * A bucket holds the requests of a minute and fills up evenly, so that a whole installation may come at once.
 * It is kept in memory, so that each replica counts for itself: docs/decisions/rate-limits.md.
 */
export class RateLimits {
  readonly #perMinute: RequestsPerMinute;
  readonly #nowMs: () => number;
  readonly #onLimited: (budget: Budget | "bad credentials") => void;
  readonly #buckets = new LRUCache<string, Bucket>({ max: bucketsMax });

  constructor(
    perMinute: RequestsPerMinute,
    onLimited: (budget: Budget | "bad credentials") => void,
    nowMs: () => number,
  ) {
    this.#perMinute = perMinute;
    this.#onLimited = onLimited;
    this.#nowMs = nowMs;
  }

  /** Takes a request of `caller` at `address` out of a budget. Throws {@link TooManyRequestsError}. */
  take(budget: Budget, caller: Caller, address: string | undefined): void {
    const perMinute = this.#perMinute[budget];
    // What this machine asks itself is not limited: behind a proxy that nobody trusts it would be everybody.
    if (perMinute === 0 || address === undefined || isOfThisMachine(address)) return;
    const bucket = this.#bucketOf(
      `${budget} ${caller.type === "user" ? caller.userId : networkOf(address)}`,
      perMinute,
    );
    if (bucket.tokens >= 1) {
      bucket.tokens -= 1;
      return;
    }
    this.#refuse(budget, perMinute, bucket);
  }

  /**
   * Throws {@link TooManyRequestsError} when too many credentials that came from the network of `address` were none.
   *
   * Each that is not remembered costs the database a look, before anybody knows whose budget it is. A network may send
   * as many that are none as it may send writes.
   */
  assertMayLookUp(address: string | undefined): void {
    const bucket = this.#badCredentialsOf(address);
    if (bucket !== undefined && bucket.tokens < 1) this.#refuse("bad credentials", this.#perMinute.writes, bucket);
  }

  /** Counts a credential that was looked up, and is none. */
  countBadCredential(address: string | undefined): void {
    const bucket = this.#badCredentialsOf(address);
    if (bucket !== undefined) bucket.tokens = Math.max(0, bucket.tokens - 1);
  }

  #badCredentialsOf(address: string | undefined): Bucket | undefined {
    const perMinute = this.#perMinute.writes;
    if (perMinute === 0 || address === undefined || isOfThisMachine(address)) return undefined;
    return this.#bucketOf(`bad credentials ${networkOf(address)}`, perMinute);
  }

  #refuse(budget: Budget | "bad credentials", perMinute: number, { tokens }: Bucket): never {
    this.#onLimited(budget);
    throw new TooManyRequestsError(budget, perMinute, Math.max(1, Math.ceil(((1 - tokens) * 60) / perMinute)));
  }

  #bucketOf(key: string, perMinute: number): Bucket {
    const now = this.#nowMs();
    const bucket = this.#buckets.get(key);
    if (bucket === undefined) {
      const full = { tokens: perMinute, at: now };
      this.#buckets.set(key, full);
      return full;
    }
    bucket.tokens = Math.min(perMinute, bucket.tokens + ((now - bucket.at) * perMinute) / 60_000);
    bucket.at = now;
    return bucket;
  }
}
