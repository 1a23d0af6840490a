import { LRUCache } from "lru-cache";

import { TooManyLoginsError } from "./account-errors.ts";

const failuresMax = 5;
const windowMs = 60_000;

/** Counts failed logins of each user name, and refuses further tries for a while. */
export class LoginLimiter {
  readonly #failures = new LRUCache<string, { count: number }>({ max: 10_000, ttl: windowMs, ttlAutopurge: false });

  /** Throws {@link TooManyLoginsError} when `name` has failed too often within a minute. */
  assertAllowed(name: string): void {
    if ((this.#failures.get(name)?.count ?? 0) < failuresMax) return;
    throw new TooManyLoginsError(Math.ceil(this.#failures.getRemainingTTL(name) / 1000));
  }

  countFailure(name: string): void {
    const entry = this.#failures.get(name);
    if (entry === undefined) this.#failures.set(name, { count: 1 });
    else entry.count += 1;
  }

  forget(name: string): void {
    this.#failures.delete(name);
  }
}
