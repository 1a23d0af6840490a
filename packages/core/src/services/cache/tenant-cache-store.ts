import type { CacheStore } from "./cache-store.ts";

/** Stands between a tenant and a key; no key has it in it. */
const separator = "\0";

/** Returns `store` as one tenant of a package has it: its keys are its own, and what it may keep is the package's. */
export function tenantCacheStore(store: CacheStore, tenant: string): CacheStore {
  const prefix = `${tenant}${separator}`;
  const inStore = (keys: readonly string[]): readonly string[] => keys.map((key) => prefix + key);
  return {
    ...store,
    get: (packageName, keys) => store.get(packageName, inStore(keys)),
    set: (packageName, values, ttlMs) =>
      store.set(packageName, new Map([...values].map(([key, value]) => [prefix + key, value])), ttlMs),
    delete: (packageName, keys) => store.delete(packageName, inStore(keys)),
    keys: async (packageName) =>
      (await store.keys(packageName)).filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length)),
  };
}

/** Returns `store` without what tenants keep there. */
export function defaultTenantStore(store: CacheStore): CacheStore {
  return {
    ...store,
    keys: async (packageName) => (await store.keys(packageName)).filter((key) => !key.includes(separator)),
  };
}
