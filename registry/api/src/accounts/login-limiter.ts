import { LRUCache } from "lru-cache";

import { TooManyLoginsError } from "./account-errors.ts";
import { networkOf } from "./client-address.ts";

const windowMs = 60_000;
const failuresMaxOfName = 5;
const failuresMaxOfNetwork = 25;
const startsMaxOfNetwork = 60;
const waitingMax = 100;
const waitingMaxOfNetwork = 25;
const waitSeconds = 5;

/** Whose password is tried, and from where. */
export type LoginAttempt = { readonly name: string; readonly address: string | undefined };

/**
 * Lets logins through one after the other, and those who fail not at all for a while.
 *
 * A password costs much memory and time to check, on the threads that also read files. And only one that
 * waits for the outcome of those before it can know how many have failed. Failures count for a name at one
 * network, so that a stranger cannot lock out a name that they know; and for the network, so that nobody
 * tries one password on every name. The turns bound what many networks together can try.
 */
export class LoginLimiter {
  readonly #failures = new LRUCache<string, { count: number }>({ max: 20_000, ttl: windowMs, ttlAutopurge: false });
  readonly #waiting = new Map<string, number>();
  #waitingInAll = 0;
  #last: Promise<unknown> = Promise.resolve();

  /**
   * Runs `login`, which resolves to `undefined` when the password is wrong, once it is its turn.
   *
   * Throws {@link TooManyLoginsError} when too much has failed within a minute, or too many wait.
   */
  async inTurn<Result>(attempt: LoginAttempt, login: () => Promise<Result | undefined>): Promise<Result | undefined> {
    const network = networkOf(attempt.address);
    this.#assertAllowed(attempt.name, network);
    const waiting = this.#waiting.get(network) ?? 0;
    if (this.#waitingInAll >= waitingMax || waiting >= waitingMaxOfNetwork) throw new TooManyLoginsError(waitSeconds);
    this.#enter(network, 1);
    const turn = this.#last.then(() => this.#run(attempt.name, network, login));
    this.#last = turn.catch(() => undefined);
    try {
      return await turn;
    } finally {
      this.#enter(network, -1);
    }
  }

  /** Counts a login that begins in a browser. Throws {@link TooManyLoginsError} when one network begins too many. */
  countStart(address: string | undefined): void {
    const key = keyOf("", networkOf(address));
    this.#assertFewer(key, startsMaxOfNetwork);
    this.#countFailure(key);
  }

  #enter(network: string, by: 1 | -1): void {
    const waiting = (this.#waiting.get(network) ?? 0) + by;
    if (waiting === 0) this.#waiting.delete(network);
    else this.#waiting.set(network, waiting);
    this.#waitingInAll += by;
  }

  async #run<Result>(
    name: string,
    network: string,
    login: () => Promise<Result | undefined>,
  ): Promise<Result | undefined> {
    this.#assertAllowed(name, network);
    const result = await login();
    if (result !== undefined) {
      this.#failures.delete(keyOf(name, network));
      return result;
    }
    this.#countFailure(keyOf(name, network));
    this.#countFailure(network);
    return undefined;
  }

  #assertAllowed(name: string, network: string): void {
    this.#assertFewer(keyOf(name, network), failuresMaxOfName);
    this.#assertFewer(network, failuresMaxOfNetwork);
  }

  #assertFewer(key: string, failuresMax: number): void {
    if ((this.#failures.get(key)?.count ?? 0) < failuresMax) return;
    throw new TooManyLoginsError(Math.ceil(this.#failures.getRemainingTTL(key) / 1000));
  }

  #countFailure(key: string): void {
    const entry = this.#failures.get(key);
    if (entry === undefined) this.#failures.set(key, { count: 1 });
    else entry.count += 1;
  }
}

/** Networks have no spaces, and neither have names of users. */
function keyOf(name: string, network: string): string {
  return `${name} ${network}`;
}
