import { guardService } from "../guard-service.ts";
import { createHealthRecord, type OnServiceFailed } from "../service-health.ts";
import type { OfferedService, ServiceConsumer } from "../service-catalog.ts";
import { CacheUnreachableError } from "./cache-errors.ts";
import type { CacheStore } from "./cache-store.ts";
import { memoryCacheStore } from "./memory-cache-store.ts";
import { type CacheMaking, createPackageCache } from "./package-cache.ts";
import { defaultTenantStore, tenantCacheStore } from "./tenant-cache-store.ts";

/** The host's cache, and how it is ended. */
export type CacheService = { readonly offered: OfferedService; readonly close: () => Promise<void> };

/**
 * Returns the cache as a service: in memory, or in the Redis at `url`, which is connected to when a package
 * first uses it. While that does not answer, calls throw and the service's health says so.
 */
export function cacheService(url: string | undefined, onFailed?: OnServiceFailed): CacheService {
  const record = createHealthRecord({ isFault: (failure) => failure instanceof CacheUnreachableError, onFailed });
  const making: CacheMaking = new Map();
  const users = new Map<string, number>();
  let opened: Promise<CacheStore> | undefined;

  function open(): Promise<CacheStore> {
    opened ??= openStore(url).catch((failure: unknown) => {
      opened = undefined;
      throw failure;
    });
    return opened;
  }

  const openDefault = async (): Promise<CacheStore> => defaultTenantStore(await open());

  function guarded(cache: object, { assertUsable }: ServiceConsumer): object {
    return guardService(
      watched(cache, (work) => record.watch(work)),
      assertUsable,
    );
  }

  /** What a package keeps in memory goes with the last context that used it. */
  async function release(packageName: string): Promise<void> {
    const left = (users.get(packageName) ?? 1) - 1;
    if (left > 0) {
      users.set(packageName, left);
      return;
    }
    users.delete(packageName);
    const store = await opened?.catch(() => undefined);
    store?.forget(packageName);
  }

  return {
    offered: {
      provider: "host",
      health: () => record.health(),
      connect(consumer) {
        const { packageName } = consumer;
        const cache = createPackageCache({ open: openDefault, making, consumer });
        users.set(packageName, (users.get(packageName) ?? 0) + 1);
        consumer.enter("cache", () => release(packageName));
        return guarded(cache, consumer);
      },
      connectTenant(consumer, tenant) {
        const openTenant = async (): Promise<CacheStore> => tenantCacheStore(await open(), tenant);
        return guarded(createPackageCache({ open: openTenant, making, tenant, consumer }), consumer);
      },
    },
    async close() {
      const store = await opened?.catch(() => undefined);
      opened = undefined;
      await store?.close();
    },
  };
}

/** Redis is loaded by hosts that have one. */
async function openStore(url: string | undefined): Promise<CacheStore> {
  if (url === undefined) return memoryCacheStore();
  const { openRedisCacheStore } = await import("./redis-cache-store.ts");
  return await openRedisCacheStore(url);
}

/** Returns `service`, whose methods all return promises, with each call of one watched. */
function watched(service: object, watch: (work: () => Promise<unknown>) => Promise<unknown>): object {
  return Object.fromEntries(
    Object.entries(service).map(([name, method]) => [
      name,
      (...values: readonly unknown[]): Promise<unknown> =>
        watch(async () => await Reflect.apply(method as (...given: readonly unknown[]) => unknown, service, values)),
    ]),
  );
}
