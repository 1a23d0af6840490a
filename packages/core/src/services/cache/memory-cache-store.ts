import { LRUCache } from "lru-cache";

import type { CacheStore } from "./cache-store.ts";

/** How much one package may keep in memory. What was used longest ago goes first. */
export type MemoryCacheLimits = {
  readonly entriesMax: number;
  /** Keys and values together, in UTF-16 units. */
  readonly sizeMax: number;
};

const defaultLimits: MemoryCacheLimits = { entriesMax: 1000, sizeMax: 8_000_000 };

/** Returns a store in this process. Each package has room of its own, so that none drives out what another keeps. */
export function memoryCacheStore(limits: MemoryCacheLimits = defaultLimits): CacheStore {
  const packages = new Map<string, LRUCache<string, string>>();

  function cacheOf(packageName: string): LRUCache<string, string> {
    const known = packages.get(packageName);
    if (known !== undefined) return known;
    const made = new LRUCache<string, string>({
      max: limits.entriesMax,
      maxSize: limits.sizeMax,
      sizeCalculation: (value, key) => value.length + key.length + 1,
      // Times are compared, not watched: a timer for each value would keep the process busy for nothing.
      ttlAutopurge: false,
      ttlResolution: 0,
    });
    packages.set(packageName, made);
    return made;
  }

  return {
    async get(packageName, keys) {
      const cache = cacheOf(packageName);
      return keys.map((key) => cache.get(key));
    },
    async set(packageName, values, ttlMs) {
      const cache = cacheOf(packageName);
      for (const [key, value] of values) cache.set(key, value, { ttl: ttlMs });
    },
    async delete(packageName, keys) {
      const cache = cacheOf(packageName);
      // A value whose time is over was not there any more.
      const there = keys.filter((key) => cache.has(key));
      for (const key of keys) cache.delete(key);
      return there.length;
    },
    async keys(packageName) {
      const cache = cacheOf(packageName);
      cache.purgeStale();
      return [...cache.keys()];
    },
    forget: (packageName) => void packages.delete(packageName),
    close: async () => packages.clear(),
  };
}
