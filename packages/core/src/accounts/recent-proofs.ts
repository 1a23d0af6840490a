import { hashSecret } from "@larder/credentials";
import { LRUCache } from "lru-cache";

import type { CredentialIn } from "./credentials-in.ts";

/** How long a proof is believed without asking again, in milliseconds. */
const believedMs = 10_000;
const keptMax = 10_000;

/** Credentials that were good a moment ago. */
export type RecentProofs<Proof> = {
  /**
   * Returns what `credential` proves: what it proved a moment ago, else what `prove` says now. A proof that is found
   * here ends with `goodUntilMs` and with the next change of any account.
   */
  get(credential: CredentialIn, prove: () => Promise<Found<Proof> | undefined>): Promise<Proof | undefined>;
  /** Forgets all: something about accounts has changed. */
  forget(): void;
};

/** A proof, and until when it holds; milliseconds since 1970. */
export type Found<Proof> = { readonly proof: Proof; readonly goodUntilMs: number };

/**
 * Returns proofs that are remembered for a moment, in the process that alone changes the accounts.
 *
 * A page makes many requests, and a database in the host's own process answers one at a time: a package that keeps it
 * busy would keep everybody from every door. Where another process may revoke something, nothing is remembered.
 */
export function recentProofs<Proof extends object>(
  clock: () => number,
  isDatabaseShared: boolean,
): RecentProofs<Proof> {
  const kept = new LRUCache<string, Found<Proof>>({ max: keptMax });
  let changes = 0;
  return {
    async get(credential, prove) {
      const key = hashSecret(JSON.stringify(credential));
      const known = kept.get(key);
      if (known !== undefined && clock() < known.goodUntilMs) return known.proof;
      const changesBefore = changes;
      const found = await prove();
      // What was revoked while the database was asked must not be remembered as good.
      if (found !== undefined && !isDatabaseShared && changes === changesBefore) {
        kept.set(key, { ...found, goodUntilMs: Math.min(found.goodUntilMs, clock() + believedMs) });
      }
      return found?.proof;
    },
    forget() {
      changes += 1;
      kept.clear();
    },
  };
}
