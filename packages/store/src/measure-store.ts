import { readKnownHosts } from "./known-hosts.ts";
import type { StoreUsage } from "./maintenance.ts";
import type { StorePaths } from "./store-paths.ts";
import { countFiles, listInstances } from "./stored-instances.ts";

/** Counts what is in the store, by the records of its instances. */
export function measureStore(paths: StorePaths): StoreUsage {
  const instances = listInstances(paths);
  const { files, bytes } = countFiles(instances.flatMap(({ record }) => record ?? []));
  return { instances: instances.length, files, bytes, hosts: readKnownHosts(paths).present };
}
