import type { ServiceToken } from "@larder/sdk";

import type { Permissions } from "../permissions/permissions.ts";
import type { ServiceHealth } from "./service-health.ts";
import { ServiceHiddenError, ServiceMissingError, ServiceTakenError } from "./service-errors.ts";

/** The package that a service is for. */
export type ServiceConsumer = {
  readonly packageName: string;
  /** The plugin, the domain or the actor of the package that uses it. */
  readonly owner: string;
  /** The packages that it requires. */
  readonly requires: readonly string[];
  readonly permissions: Permissions;
  /** The most that its files may take; without limit when left out. */
  readonly diskBytesMax?: number | undefined;
  /** Throws once the package is unloaded. */
  readonly assertUsable: () => void;
  /** The same object for all code of one life of the package: a package that is loaded anew has two for a while. */
  readonly life: object;
  /** Notes that code of the package is called, and returns how to note its end: a life that is replaced waits for it. */
  readonly begin: () => () => void;
  /** Notes what is undone when the package is unloaded, and returns how to take the note out again. */
  readonly enter: (label: string, undo: () => void | Promise<void>) => () => void;
  /**
   * The same for what begins only once others meet this life of the package. `begin` returns how it is taken back,
   * and may be asked again.
   */
  readonly publish: (label: string, begin: () => () => void) => () => void;
};

/** A service, and how one package gets it. */
export type OfferedService = {
  /** The package that provides it; `host` for the host's own. */
  readonly provider: string;
  /** Returns the service as `consumer` may use it: behind its permissions. */
  connect(consumer: ServiceConsumer): object;
  /** The same for one tenant only, where what it keeps is kept for each; what lasts is undone as {@link connect} says. */
  connectTenant?(consumer: ServiceConsumer, tenant: string): object;
  /** How it is, as far as is known without asking; `ok` when left out. */
  health?(): ServiceHealth;
};

/** A service as status shows it. */
export type ServiceStatus = ServiceHealth & {
  readonly id: string;
  /** The package that provides it; `host` for the host's own. */
  readonly provider: string;
};

/** Every service of a host by its id. */
export type ServiceCatalog = {
  /** Offers a service and returns how to withdraw it. Throws {@link ServiceTakenError}. */
  offer(id: string, service: OfferedService): () => void;
  /** Throws {@link ServiceMissingError}. */
  get(id: string): OfferedService;
  /** The ids, sorted. */
  list(): readonly string[];
  /** How each is, by id. */
  status(): readonly ServiceStatus[];
};

/** Returns an empty catalog. */
export function createServiceCatalog(): ServiceCatalog {
  const services = new Map<string, OfferedService>();
  const list = (): readonly string[] => [...services.keys()].toSorted();
  return {
    list,
    status: () =>
      list().map((id) => {
        const service = services.get(id);
        return { id, provider: service?.provider ?? "host", ...(service?.health?.() ?? { state: "ok" }) };
      }),
    offer(id, service) {
      const taken = services.get(id);
      if (taken !== undefined) throw new ServiceTakenError(id, taken.provider);
      services.set(id, service);
      return () => {
        if (services.get(id) === service) services.delete(id);
      };
    },
    get(id) {
      const service = services.get(id);
      if (service === undefined) throw new ServiceMissingError(id, list());
      return service;
    },
  };
}

/** Throws {@link ServiceHiddenError} when `consumer` is none of those for whom `provider` offers the service of `token`. */
export function assertVisible(token: ServiceToken<unknown>, provider: string, consumer: ServiceConsumer): void {
  const { visibility = "public", id } = token;
  const { packageName, requires } = consumer;
  if (visibility === "public" || packageName === provider) return;
  if (visibility === "protected" && requires.includes(provider)) return;
  throw new ServiceHiddenError({ service: id, provider, packageName, visibility });
}

/** Services of many resources, each asked for alone → what these begin with. */
const resourcePrefixes = new Map([
  ["cache", "cache."],
  ["scheduler", "scheduler."],
  ["http", "net:"],
  ["files", "files:"],
]);

/** Returns the resource that permissions name for the service `id`: the host's own by their id, others as `ext.<id>`. */
export function resourceOf(id: string): string {
  const prefix = resourcePrefixes.get(id);
  if (prefix !== undefined) return `${prefix}*`;
  return id === "db" || id === "log" ? id : `ext.${id}`;
}

/** May a package with `permissions` do anything with the service `id`? */
export function reachesService(permissions: Permissions, id: string): boolean {
  if (id === "log") return true;
  const prefix = resourcePrefixes.get(id);
  return prefix === undefined ? permissions.reaches(resourceOf(id)) : permissions.reachesBelow(prefix);
}
