import type { HookedPackage } from "./hooks/create-hooks.ts";
import type { ReadHost } from "./lifecycle/host-packages.ts";
import type { FindRemoved } from "./lifecycle/package-moves.ts";
import { readInstalled, type ReadInstalledOptions, readRemoved } from "./read-installed.ts";

/** Reads what is installed in a host, and remembers the hooks of all that it read. */
export type HostReader = {
  /** Returns what is installed now; the packages named by `fresh` are read anew, also where they did not change. */
  readonly read: (fresh: readonly string[]) => Promise<ReadHost>;
  /** Returns a package that is installed no more, for it is still asked to leave. */
  readonly findRemoved: FindRemoved;
  /** Returns the hooks of a package that was read, installed or removed. */
  readonly findHooked: (name: string) => HookedPackage | undefined;
};

/** Returns what reads the host of `options`. */
export function createHostReader(options: Omit<ReadInstalledOptions, "fresh">): HostReader {
  const hooked = new Map<string, HookedPackage>();
  return {
    async read(fresh) {
      const { hooked: now, ...installed } = await readInstalled({ ...options, fresh });
      for (const { name } of installed.packages) hooked.delete(name);
      for (const pkg of now) hooked.set(pkg.name, pkg);
      return installed;
    },
    async findRemoved(name, version) {
      const removed = await readRemoved({ ...options, fresh: [] }, { name, version });
      if (removed?.hooked !== undefined) hooked.set(name, removed.hooked);
      return removed?.supervised;
    },
    findHooked: (name) => hooked.get(name),
  };
}
