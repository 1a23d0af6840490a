import { LRUCache } from "lru-cache";

import { TooManyLoginsError } from "./account-errors.ts";

const failuresMax = 5;
const windowMs = 60_000;
const waitingMax = 100;
const waitSeconds = 5;

/**
 * Lets logins through one after the other, and a user whose logins fail not at all for a while.
 *
 * A password costs much memory and time to check, on the threads that also read files. And only one that
 * waits for the outcome of those before it can know how many have failed.
 */
export class LoginLimiter {
  readonly #failures = new LRUCache<string, { count: number }>({ max: 10_000, ttl: windowMs, ttlAutopurge: false });
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  /**
   * Runs `login`, which resolves to `undefined` when the password of `name` is wrong, once it is its turn.
   *
   * Throws {@link TooManyLoginsError} when `name` has failed too often within a minute, or too many wait.
   */
  async inTurn<Result>(name: string, login: () => Promise<Result | undefined>): Promise<Result | undefined> {
    this.#assertAllowed(name);
    if (this.#waiting >= waitingMax) throw new TooManyLoginsError(waitSeconds);
    this.#waiting += 1;
    const turn = this.#last.then(() => this.#run(name, login));
    this.#last = turn.catch(() => undefined);
    try {
      return await turn;
    } finally {
      this.#waiting -= 1;
    }
  }

  async #run<Result>(name: string, login: () => Promise<Result | undefined>): Promise<Result | undefined> {
    this.#assertAllowed(name);
    const result = await login();
    if (result === undefined) this.#countFailure(name);
    else this.#failures.delete(name);
    return result;
  }

  #assertAllowed(name: string): void {
    if ((this.#failures.get(name)?.count ?? 0) < failuresMax) return;
    throw new TooManyLoginsError(Math.ceil(this.#failures.getRemainingTTL(name) / 1000));
  }

  #countFailure(name: string): void {
    const entry = this.#failures.get(name);
    if (entry === undefined) this.#failures.set(name, { count: 1 });
    else entry.count += 1;
  }
}
