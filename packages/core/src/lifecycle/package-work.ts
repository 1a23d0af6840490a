import type { Permission, PluginContext } from "@larder/sdk";

import type { FiberScope, FiberWork } from "./fiber.ts";
import { createBaseContext } from "./base-context.ts";
import { PluginFailedError, type PluginPhase, UnloadedError } from "./lifecycle-errors.ts";
import { createPluginScope, type PluginGround, type PluginScope, subscribe } from "./plugin-context.ts";
import { type PackageCode, readPackageCode, toAction, type WrittenPlugin } from "./read-components.ts";
import { registerAction } from "./register-action.ts";
import type { RunningPackage, Runtime } from "./runtime.ts";

type StartedPlugin = WrittenPlugin & { readonly context: PluginContext };

/**
 * Returns what loading and unloading `pkg` does.
 *
 * Functions, links of their own files and actors come first, so that plugins may use them; then plugin
 * after plugin: needs, `setup`, `onLoad`, and only then what others can reach.
 */
export function createPackageWork(runtime: Runtime, pkg: RunningPackage): FiberWork {
  const started: StartedPlugin[] = [];
  let ended: AbortSignal | undefined;
  let isLeaving = false;

  // `onUnload` still acts: the package ends when its effects are undone.
  const assertUsable = (): void => {
    if (ended?.aborted === true && !isLeaving) throw new UnloadedError(pkg.name);
  };

  async function startPlugin(scope: FiberScope, written: WrittenPlugin): Promise<void> {
    const { name, plugin } = written;
    const ground: PluginGround = { ...groundOf(scope, name), needs: plugin.needs, provides: plugin.provides };
    await inPhase(pkg, name, "needs", () => assertNeeds(ground, plugin.permissions));
    const plugged = createPluginScope(ground);
    await inPhase(pkg, name, "setup", () => settled(plugged, plugin.setup?.(plugged.context)));
    await inPhase(pkg, name, "onLoad", () => settled(plugged, plugin.onLoad?.(plugged.context)));
    await inPhase(pkg, name, "actions", () => publish(ground, written, plugged.context));
    started.push({ ...written, context: plugged.context });
  }

  function groundOf(scope: FiberScope, owner: string): Omit<PluginGround, "needs" | "provides"> {
    return { runtime, pkg, owner, signal: scope.signal, ledger: scope.ledger, assertUsable };
  }

  return {
    async load(scope) {
      ended = scope.signal;
      const code = await readPackageCode(pkg);
      registerFiles(code, (owner) => groundOf(scope, owner));
      for (const written of code.plugins) {
        if (scope.signal.aborted) return;
        await startPlugin(scope, written);
      }
    },
    async unload() {
      isLeaving = true;
      try {
        for (const { name, plugin, context } of started.splice(0).toReversed()) {
          await inPhase(pkg, name, "onUnload", () => plugin.onUnload?.(context));
        }
      } finally {
        isLeaving = false;
      }
    },
  };
}

async function settled(scope: PluginScope, running: void | Promise<void>): Promise<void> {
  await running;
  await scope.settle();
}

function registerFiles(code: PackageCode, groundOf: (owner: string) => Omit<PluginGround, "needs" | "provides">): void {
  for (const action of code.actions) {
    const ground = groundOf(action.owner);
    const context = createBaseContext({ ...ground, needs: action.needs });
    registerAction({ ...ground, context }, action);
  }
}

/** Every need is there, and what the plugin says that it may reach is what was agreed to. */
function assertNeeds(ground: PluginGround, written: readonly Permission[] | undefined): void {
  for (const token of Object.values(ground.needs)) ground.runtime.services.get(token.id);
  const unknown = findUndeclared(written ?? [], ground.pkg.permissions);
  if (unknown !== undefined) {
    throw new TypeError(
      `its rule ${JSON.stringify(unknown)} is not in \`larder.permissions\` of package.json, or stands in another order`,
    );
  }
}

/** Returns the first rule of `written` that is not among `declared` in the same order. */
function findUndeclared(written: readonly Permission[], declared: readonly Permission[]): Permission | undefined {
  let from = 0;
  return written.find((rule) => {
    const at = declared.findIndex((candidate, index) => index >= from && isSameRule(candidate, rule));
    from = at + 1;
    return at === -1;
  });
}

function isSameRule(left: Permission, right: Permission): boolean {
  const actionsOf = (rule: Permission): string => JSON.stringify(rule.actions.toSorted());
  return left.resource === right.resource && left.effect === right.effect && actionsOf(left) === actionsOf(right);
}

/** Lets others reach what the plugin offers. */
function publish(ground: PluginGround, { name, plugin }: WrittenPlugin, context: PluginContext): void {
  const groups = [
    ["action", plugin.actions],
    ["link", plugin.links],
  ] as const;
  for (const [kind, actions] of groups) {
    for (const [operation, value] of Object.entries(actions)) {
      const action = toAction(value);
      if (action === undefined)
        throw new TypeError(`\`${operation}\` must be a function, or an object with a \`handler\``);
      registerAction({ ...ground, context }, { kind, owner: name, operation, ...action });
    }
  }
  for (const { event, handler, ...options } of plugin.on) {
    subscribe(ground, { event, listener: (payload, delivery) => handler(payload, context, delivery), options });
  }
  if (plugin.routes !== undefined) context.route(plugin.routes);
}

async function inPhase(
  pkg: RunningPackage,
  plugin: string,
  phase: PluginPhase,
  work: () => void | Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (cause) {
    throw new PluginFailedError({ packageName: pkg.name, plugin, phase, cause });
  }
}
