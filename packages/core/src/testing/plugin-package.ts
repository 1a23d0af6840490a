import type { Permission, Plugin } from "@larder/sdk";

import type { SupervisedPackage } from "../lifecycle/supervised-package.ts";

/** A package that is one plugin in memory. */
type PluginPackage = {
  /** Of the plugin; the package is `@local/<name>`. */
  readonly name: string;
  readonly plugin: Plugin;
  readonly permissions: readonly Permission[];
  readonly requires?: readonly string[];
  readonly env?: { readonly [name: string]: string };
};

/** Returns a trusted package, as the supervisor takes it, whose only component is `plugin`. */
export function pluginPackage({
  name,
  plugin,
  permissions,
  requires = [],
  env = {},
}: PluginPackage): SupervisedPackage {
  const described = {
    name: `@local/${name}`,
    version: "0.0.0",
    requires,
    components: [{ kind: "plugin", name, path: "index.js", status: "ok" }],
  } as const;
  return {
    ...described,
    type: "runnable",
    mode: "trusted",
    pkg: {
      ...described,
      directory: undefined,
      permissions,
      callers: undefined,
      actionTimeoutMs: undefined,
      env,
      readCode: async () => ({ plugins: [{ name, plugin }], actions: [] }),
    },
  };
}
