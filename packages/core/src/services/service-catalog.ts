import type { Permissions } from "../permissions/permissions.ts";
import { ServiceMissingError, ServiceTakenError } from "./service-errors.ts";

/** The package that a service is for. */
export type ServiceConsumer = {
  readonly packageName: string;
  readonly permissions: Permissions;
  /** Throws once the package is unloaded. */
  readonly assertUsable: () => void;
};

/** A service, and how one package gets it. */
export type OfferedService = {
  /** The package that provides it; `host` for the host's own. */
  readonly provider: string;
  /** Returns the service as `consumer` may use it: behind its permissions. */
  connect(consumer: ServiceConsumer): object;
};

/** Every service of a host by its id. */
export type ServiceCatalog = {
  /** Offers a service and returns how to withdraw it. Throws {@link ServiceTakenError}. */
  offer(id: string, service: OfferedService): () => void;
  /** Throws {@link ServiceMissingError}. */
  get(id: string): OfferedService;
  /** The ids, sorted. */
  list(): readonly string[];
};

/** Returns an empty catalog. */
export function createServiceCatalog(): ServiceCatalog {
  const services = new Map<string, OfferedService>();
  const list = (): readonly string[] => [...services.keys()].toSorted();
  return {
    list,
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

/** Returns the resource that permissions name for the service `id`: the host's own by their id, others as `ext.<id>`. */
export function resourceOf(id: string): string {
  return id === "db" || id === "log" ? id : `ext.${id}`;
}
