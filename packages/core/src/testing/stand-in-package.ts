import { allow, definePlugin, type PluginContext, type ServiceToken } from "@larder/sdk";

import type { SupervisedPackage } from "../lifecycle/supervised-package.ts";
import { pluginPackage } from "./plugin-package.ts";

/** A package that stands in for everybody else: it provides services and emits events. */
export type StandInPackage = {
  readonly supervised: SupervisedPackage;
  emit(event: string, payload: unknown): Promise<readonly unknown[]>;
};

/** The package that the subject of a test requires besides its own. */
export const standInName = "@local/stand-in";

/** Returns a package that provides `services`. */
export function standInPackage(services: readonly (readonly [ServiceToken<unknown>, object])[]): StandInPackage {
  const started = Promise.withResolvers<PluginContext>();
  const permissions = [allow("*")];
  const plugin = definePlugin({
    provides: Object.fromEntries(services.map(([token]) => [token.id, token])),
    permissions,
    setup(context) {
      for (const [token, implementation] of services) context.provide(token, implementation);
      started.resolve(context as PluginContext);
    },
  });
  return {
    supervised: pluginPackage({ name: "stand-in", plugin, permissions }),
    emit: async (event, payload) => await (await started.promise).emit(event, payload),
  };
}
