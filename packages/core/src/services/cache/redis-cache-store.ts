import { createClient } from "@redis/client";

import type { CacheStore } from "./cache-store.ts";
import { CacheUnreachableError } from "./cache-errors.ts";

/** How long a command may wait for its answer, in milliseconds. A cache that is slower than this is none. */
const commandTimeoutMs = 2000;
const connectTimeoutMs = 2000;
const reconnectMsMax = 5000;
/** How many keys one step of a listing looks at. */
const scanCount = 500;

/**
 * Connects to the Redis at `url` and returns it as a store.
 *
 * Values stay when the host stops, and hosts on one Redis share them. While it does not answer, every call
 * throws {@link CacheUnreachableError} at once, and it is tried again in the background.
 */
export async function openRedisCacheStore(url: string): Promise<CacheStore> {
  const client = createClient({
    url,
    disableOfflineQueue: true,
    commandOptions: { timeout: commandTimeoutMs },
    socket: { connectTimeout: connectTimeoutMs, reconnectStrategy: (tries) => Math.min(tries * 100, reconnectMsMax) },
  });
  const opening = Promise.withResolvers<never>();
  opening.promise.catch(() => undefined);
  // The client reports lost connections here; who asks meanwhile is told so by the command.
  client.on("error", (failure: unknown) => opening.reject(failure));
  try {
    await Promise.race([client.connect(), opening.promise]);
  } catch (cause) {
    client.destroy();
    throw new CacheUnreachableError(url, cause);
  }

  async function ask<Answer>(command: () => Promise<Answer>): Promise<Answer> {
    try {
      return await command();
    } catch (cause) {
      throw new CacheUnreachableError(url, cause);
    }
  }

  return {
    async get(packageName, keys) {
      if (keys.length === 0) return [];
      const values = await ask(() => client.mGet(keys.map((key) => prefixOf(packageName) + key)));
      return values.map((value) => value ?? undefined);
    },
    async set(packageName, values, ttlMs) {
      if (values.size === 0) return;
      const transaction = client.multi();
      for (const [key, value] of values) transaction.set(prefixOf(packageName) + key, value, { PX: Math.ceil(ttlMs) });
      await ask(() => transaction.exec());
    },
    async delete(packageName, keys) {
      if (keys.length === 0) return 0;
      return await ask(() => client.unlink(keys.map((key) => prefixOf(packageName) + key)));
    },
    async keys(packageName) {
      const prefix = prefixOf(packageName);
      const pattern = `${prefix.replaceAll(/[*?[\]\\]/gu, String.raw`\$&`)}*`;
      return await ask(async () => {
        const found = new Set<string>();
        for await (const keys of client.scanIterator({ MATCH: pattern, COUNT: scanCount })) {
          for (const key of keys) found.add(key.slice(prefix.length));
        }
        return [...found];
      });
    },
    forget: () => undefined,
    close: async () => client.destroy(),
  };
}

/** No name of a package has a space in it, so no two packages have keys in common. */
function prefixOf(packageName: string): string {
  return `larder ${packageName} `;
}
