import { createHmac, randomBytes } from "node:crypto";

import { LRUCache } from "lru-cache";

import type { Mount } from "../lifecycle/runtime.ts";

/** Tells a sandboxed package the token that its page may act by; a page sends it back in the header of the same name. */
export const pageTokenHeader = "x-larder-page-token";

/** Whose page it is, and of which plugin. */
export type PageHolder = {
  readonly plugin: string;
  readonly packageName: string;
  /** The session of whoever opened it, as a `Cookie`; undefined for the operator of a host without accounts. */
  readonly cookie: string | undefined;
};

/** What pages of sandboxed packages act by, as whoever opened them, at their own package. */
export type PageTokens = {
  /** Returns the token of a page. */
  give(holder: PageHolder): string;
  /** Returns whose it is; undefined unless it was given to a page of `plugin`, which `mount` serves, a while ago at the most. */
  find(token: string, plugin: string, mount: Mount): PageHolder | undefined;
};

/** How long a token lasts after its last use, in milliseconds; the session of whoever opened the page may end before. */
const idleMs = 15 * 60_000;
/** However long a page stays open, it opens no more after this. */
const absoluteMs = 12 * 3_600_000;
const keptMax = 10_000;

/**
 * Returns no tokens yet. They are kept nowhere but here: with the host, all of them end.
 *
 * Whoever opens one page again and again gets the same token for an hour: nobody can crowd out those of others.
 */
export function createPageTokens(clock: () => number): PageTokens {
  const secret = randomBytes(32);
  const kept = new LRUCache<string, PageHolder & { readonly endsAtMs: number }>({
    max: keptMax,
    ttl: idleMs,
    updateAgeOnGet: true,
    ttlResolution: 0,
    perf: { now: clock },
  });
  return {
    give(holder) {
      const now = clock();
      const hour = Math.floor(now / 3_600_000);
      const parts = JSON.stringify([holder.plugin, holder.packageName, holder.cookie ?? null, hour]);
      const token = `lrp_${createHmac("sha256", secret).update(parts).digest("base64url")}`;
      kept.set(token, { ...holder, endsAtMs: now + absoluteMs });
      return token;
    },
    find(token, plugin, { packageName }) {
      const found = kept.get(token);
      const isIts = found?.plugin === plugin && found.packageName === packageName;
      return isIts && clock() < found.endsAtMs ? found : undefined;
    },
  };
}
