import { ExpectedError } from "@larder/errors";

import type { Mount, MountTable } from "../lifecycle/runtime.ts";

/** What is mounted below `/plugins/`, by the first segment: that is how a plugin can be unmounted again. */
export type HttpMountTable = MountTable & {
  find(plugin: string): Mount | undefined;
  /** The plugins that have routes, sorted. */
  list(): readonly string[];
};

/** Two plugins want the same address. */
export class MountTakenError extends ExpectedError {
  readonly code = "EPLUGIN";
  readonly plugin: string;

  constructor(plugin: string, packageName: string) {
    super(`\`/plugins/${plugin}/\` is served by \`${packageName}\` already`, {
      hint: "A plugin has one handler; of two packages with a plugin of one name, a host runs one",
    });
    this.plugin = plugin;
  }
}

/** Returns an empty table. */
export function createMountTable(): HttpMountTable {
  const mounts = new Map<string, Mount>();
  return {
    mount(plugin, mount) {
      const taken = mounts.get(plugin);
      if (taken !== undefined) throw new MountTakenError(plugin, taken.packageName);
      mounts.set(plugin, mount);
      return () => {
        if (mounts.get(plugin) === mount) mounts.delete(plugin);
      };
    },
    find: (plugin) => mounts.get(plugin),
    list: () => [...mounts.keys()].toSorted(),
  };
}
