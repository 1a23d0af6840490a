import { service } from "./token.ts";
import type { ServiceToken } from "./token.ts";

/** How long a value is kept. */
export type CacheOptions = {
  /** Milliseconds; 300 000 when left out. */
  readonly ttlMs?: number;
};

/**
 * The package's own cache: values that may be gone at any moment. No other package sees them.
 *
 * A value is kept as JSON has it: a `Date` comes back as a text. Each key is asked of the permissions as
 * `cache.<key>`, with `read`, `write` or `delete`.
 */
export type Cache = {
  /** Returns the value of `key`; `undefined` when there is none, or its time is over. */
  get<Value = unknown>(key: string): Promise<Value | undefined>;
  /** Keeps `value` under `key`. Throws a TypeError for what JSON cannot say. */
  set(key: string, value: unknown, options?: CacheOptions): Promise<void>;
  /** Removes `key` and returns whether it was there. */
  delete(key: string): Promise<boolean>;
  has(key: string): Promise<boolean>;
  /** Removes everything that the package may delete. */
  clear(): Promise<void>;
  /** The keys that match a pattern such as `user.*`, sorted; all when left out. Those that it may not read are left out. */
  keys(pattern?: string): Promise<readonly string[]>;
  /** Returns the value of `key`, or what `make` returns, which is then kept. Calls at the same time share one `make`. */
  getOrSet<Value>(key: string, make: () => Value | Promise<Value>, options?: CacheOptions): Promise<Value>;
  /** Returns the values of those of `keys` that are there. */
  getMany<Value = unknown>(keys: readonly string[]): Promise<{ readonly [key: string]: Value }>;
  setMany(values: { readonly [key: string]: unknown }, options?: CacheOptions): Promise<void>;
};

/** The host's cache. Needs `allow("cache.*")`, or rules for single keys. */
export const Cache: ServiceToken<Cache, "cache"> = service<Cache, "cache">("cache");
