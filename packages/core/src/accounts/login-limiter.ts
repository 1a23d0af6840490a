import ipaddr from "ipaddr.js";
import { LRUCache } from "lru-cache";
import pLimit from "p-limit";

import { TooManyAttemptsError } from "./account-errors.ts";

const windowMs = 5 * 60_000;
/** Failures within {@link windowMs}: of one account from one network, from one network, of one account from anywhere. */
const failuresMax = { pair: 5, network: 25, account: 100 };
const startsMax = 60;
/** Each check costs 19 MiB and a thread that also reads files. */
const checksAtOnce = 2;
const waitingMax = 50;
const waitSeconds = 5;

/** What is tried: the account that somebody says they are, or the id of a plugin key; and from where. */
export type Attempt = { readonly account: string; readonly address: string | undefined };

/** Lets attempts at a password through, few at once, and those who fail not at all for a while. */
export type LoginLimiter = {
  /**
   * Runs `check`, which resolves to `undefined` when the credential is wrong.
   *
   * Throws {@link TooManyAttemptsError} when too much has failed, or too many wait.
   */
  attempt<Result>(attempt: Attempt, check: () => Promise<Result | undefined>): Promise<Result | undefined>;
  /** Counts a login that begins elsewhere. Throws {@link TooManyAttemptsError} when one network begins too many. */
  countStart(address: string | undefined): void;
};

/**
 * Returns a limiter with nothing counted.
 *
 * An attempt counts when it begins and is taken back when it succeeds, so that a thousand that begin together are no
 * more than five. The narrow limit is for an account at one network: a stranger cannot lock out somebody whose name
 * they know, and the wide limits bound what many names and many networks can try.
 */
export function createLoginLimiter(clock: () => number): LoginLimiter {
  const failures = new LRUCache<string, { count: number }>({
    max: 50_000,
    ttl: windowMs,
    ttlAutopurge: false,
    ttlResolution: 0,
    perf: { now: clock },
  });
  const turns = pLimit(checksAtOnce);

  function assertFewer(key: string, most: number): void {
    if ((failures.get(key)?.count ?? 0) < most) return;
    throw new TooManyAttemptsError(Math.max(1, Math.ceil(failures.getRemainingTTL(key) / 1000)));
  }

  function count(key: string, by: 1 | -1): void {
    const entry = failures.get(key);
    if (entry !== undefined) entry.count += by;
    else if (by === 1) failures.set(key, { count: 1 });
  }

  return {
    countStart(address) {
      const key = `start ${networkOf(address)}`;
      assertFewer(key, startsMax);
      count(key, 1);
    },
    async attempt({ account, address }, check) {
      const network = networkOf(address);
      const limits: readonly (readonly [string, number])[] = [
        [`pair ${network} ${account}`, failuresMax.pair],
        [`network ${network}`, failuresMax.network],
        [`account ${account}`, failuresMax.account],
      ];
      for (const [key, most] of limits) assertFewer(key, most);
      if (turns.pendingCount >= waitingMax) throw new TooManyAttemptsError(waitSeconds);
      for (const [key] of limits) count(key, 1);
      let isWrong = false;
      try {
        const result = await turns(check);
        isWrong = result === undefined;
        return result;
      } finally {
        // A check that failed by itself, such as without its database, says nothing against anybody.
        if (!isWrong) for (const [key] of limits) count(key, -1);
      }
    },
  };
}

/** Returns what of an address one customer of a network has: IPv6 is given out by the /64. */
function networkOf(address: string | undefined): string {
  if (address === undefined || !ipaddr.isValid(address)) return "nowhere";
  const plain = ipaddr.process(address);
  return plain instanceof ipaddr.IPv6 ? plain.parts.slice(0, 4).join(":") : plain.toString();
}
