import type { Cache, CacheOptions } from "@larder/sdk";

import { resourceMatcher } from "../../permissions/resource-glob.ts";
import type { ServiceConsumer } from "../service-catalog.ts";
import { CacheValueError } from "./cache-errors.ts";
import type { CacheStore } from "./cache-store.ts";

const ttlMsDefault = 300_000;
const keyLengthMax = 512;
const valueLengthMax = 1_000_000;

/** Values that are being made → who waits for them, by package and key. */
export type CacheMaking = Map<string, Promise<unknown>>;

/** What the cache of one package stands on. */
export type PackageCacheOptions = {
  readonly open: () => Promise<CacheStore>;
  /** Shared by all contexts of the host. */
  readonly making: CacheMaking;
  /** Whose values these are; undefined where the host serves one. */
  readonly tenant?: string;
  readonly consumer: Pick<ServiceConsumer, "packageName" | "permissions">;
};

type JsonCache = {
  readonly read: (keys: readonly string[]) => Promise<readonly unknown[]>;
  readonly write: (values: readonly (readonly [string, unknown])[], options?: CacheOptions) => Promise<void>;
  /** Returns the value of `key`, or what `work` returns, which is then kept. */
  readonly make: <Value>(key: string, work: () => Value | Promise<Value>, options?: CacheOptions) => Promise<Value>;
  readonly listKeys: (mayTouch: (key: string) => boolean) => Promise<readonly string[]>;
};

type Verb = "read" | "write" | "delete";

/** Returns the cache as one package has it: each key asked of its permissions, values as JSON. */
export function createPackageCache({ open, making, tenant = "", consumer }: PackageCacheOptions): Cache {
  const { packageName, permissions } = consumer;
  const { read, write, make, listKeys } = jsonCache(open, packageName);
  const may = (verb: Verb, key: string, method: string): boolean => permissions.allows(`cache.${key}`, verb, method);

  function check(verb: Verb, method: string, keys: readonly string[]): void {
    for (const key of keys) {
      assertKey(key);
      permissions.check(`cache.${key}`, verb, method);
    }
  }

  return {
    async get<Value>(key: string): Promise<Value | undefined> {
      check("read", "get", [key]);
      const [value] = await read([key]);
      return value as Value | undefined;
    },
    async set(key, value, options) {
      check("write", "set", [key]);
      await write([[key, value]], options);
    },
    async delete(key) {
      check("delete", "delete", [key]);
      return (await (await open()).delete(packageName, [key])) > 0;
    },
    async has(key) {
      check("read", "has", [key]);
      return (await read([key]))[0] !== undefined;
    },
    async clear() {
      const keys = await listKeys((key) => may("delete", key, "clear"));
      await (await open()).delete(packageName, keys);
    },
    async keys(pattern = "*") {
      const matches = resourceMatcher(pattern);
      return await listKeys((key) => matches(key) && may("read", key, "keys"));
    },
    async getOrSet<Value>(key: string, work: () => Value | Promise<Value>, options?: CacheOptions): Promise<Value> {
      check("read", "getOrSet", [key]);
      check("write", "getOrSet", [key]);
      const place = `${packageName} ${tenant} ${key}`;
      const waiting = making.get(place) as Promise<Value> | undefined;
      if (waiting !== undefined) return structuredClone(await waiting);
      const made = make(key, work, options).finally(() => making.delete(place));
      making.set(place, made);
      return await made;
    },
    async getMany<Value>(keys: readonly string[]): Promise<{ readonly [key: string]: Value }> {
      check("read", "getMany", keys);
      const values = await read(keys);
      const found = keys.map((key, index) => [key, values[index]] as const).filter(([, value]) => value !== undefined);
      return Object.fromEntries(found) as { readonly [key: string]: Value };
    },
    async setMany(values, options) {
      check("write", "setMany", Object.keys(values));
      await write(Object.entries(values), options);
    },
  };
}

/** The values of `packageName` as JSON, without asking whether it may have them. */
function jsonCache(open: () => Promise<CacheStore>, packageName: string): JsonCache {
  async function read(keys: readonly string[]): Promise<readonly unknown[]> {
    const values = await (await open()).get(packageName, keys);
    return values.map((value) => (value === undefined ? undefined : (JSON.parse(value) as unknown)));
  }

  async function write(values: readonly (readonly [string, unknown])[], options: CacheOptions = {}): Promise<void> {
    const { ttlMs = ttlMsDefault } = options;
    if (!(ttlMs >= 1)) throw new TypeError(`A value is kept for 1 millisecond or longer, not for ${ttlMs}`);
    const texts = new Map(values.map(([key, value]) => [key, formatValue(key, value)]));
    await (await open()).set(packageName, texts, ttlMs);
  }

  async function listKeys(mayTouch: (key: string) => boolean): Promise<readonly string[]> {
    return (await (await open()).keys(packageName)).filter(mayTouch).toSorted();
  }

  async function make<Value>(key: string, work: () => Value | Promise<Value>, options?: CacheOptions): Promise<Value> {
    const [known] = await read([key]);
    if (known !== undefined) return known as Value;
    const value = await work();
    await write([[key, value]], options);
    // Who makes it gets what everybody gets afterwards.
    return JSON.parse(formatValue(key, value)) as Value;
  }

  return { read, write, make, listKeys };
}

function assertKey(key: unknown): void {
  if (typeof key !== "string" || key.length > keyLengthMax || key.includes("\0")) {
    throw new TypeError(`A key of the cache is a text of at most ${keyLengthMax} characters, without U+0000`);
  }
}

/** Throws {@link CacheValueError}: what is kept must come back, and come back alike from every cache. */
function formatValue(key: string, value: unknown): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch (cause) {
    throw new CacheValueError(key, `JSON cannot say it (${cause instanceof Error ? cause.message : "it throws"})`);
  }
  if (text === undefined) throw new CacheValueError(key, "JSON cannot say it");
  if (text.length > valueLengthMax) {
    throw new CacheValueError(key, `it is longer than ${valueLengthMax} characters as JSON`);
  }
  return text;
}
