import type { BaseContext, Permission, PluginContext } from "@larder/sdk";

import type { Delivery } from "../events/event-bus.ts";
import { withinTime } from "../events/within-time.ts";
import type { FiberScope, FiberWork } from "./fiber.ts";
import { createBaseContext } from "./base-context.ts";
import { PluginFailedError, type PluginPhase, UnloadedError } from "./lifecycle-errors.ts";
import { createPluginScope, type PluginGround, subscribe } from "./plugin-context.ts";
import { type CodeWatch, type PackageCode, toAction, type WrittenPlugin } from "./package-code.ts";
import { registerAction } from "./register-action.ts";
import type { RunningPackage, Runtime } from "./runtime.ts";
import { withConfiguration } from "./with-configuration.ts";

type Log = BaseContext["log"];

type StartedPlugin = WrittenPlugin & { readonly context: PluginContext };

/** Which code of a package runs. */
type Place = { readonly plugin: string; readonly phase: PluginPhase };

/**
 * Returns what loading and unloading `pkg` does.
 *
 * Functions, links of their own files and actors come first, so that plugins may use them; then plugin
 * after plugin: needs, `setup`, `onLoad`, and only then what others can reach.
 */
export function createPackageWork(runtime: Runtime, pkg: RunningPackage): FiberWork {
  const started: StartedPlugin[] = [];
  const log = runtime.log.logOf({ package: pkg.name });
  let place: Place = { plugin: pkg.name, phase: "import" };

  async function inPhase(scope: FiberScope, next: Place, work: () => void | Promise<void>): Promise<void> {
    // A load that hung may go on after it was given up; none of the package's code may follow then.
    if (scope.signal.aborted) throw new UnloadedError(pkg.name);
    place = next;
    try {
      await work();
    } catch (cause) {
      throw new PluginFailedError({ packageName: pkg.name, ...next, cause });
    }
  }

  async function startPlugin(scope: FiberScope, written: WrittenPlugin): Promise<void> {
    const { name, plugin } = written;
    let own = pkg;
    await inPhase(scope, { plugin: name, phase: "needs" }, async () => {
      own = await withConfiguration(pkg, plugin.config);
    });
    const ground = { ...groundOf(runtime, own, scope), owner: name, needs: plugin.needs, provides: plugin.provides };
    await inPhase(scope, { plugin: name, phase: "needs" }, () => assertNeeds(ground, plugin.permissions));
    const scoped = createPluginScope(ground);
    const { context } = scoped;
    await inPhase(scope, { plugin: name, phase: "setup" }, async () => {
      await plugin.setup?.(context);
      await scoped.settle();
    });
    await inPhase(scope, { plugin: name, phase: "onLoad" }, async () => {
      await plugin.onLoad?.(context);
      await scoped.settle();
    });
    started.push({ ...written, context });
    await inPhase(scope, { plugin: name, phase: "actions" }, () => publish(ground, written, context));
  }

  return {
    async load(scope) {
      // Where its code is gone, nobody is left to be asked to leave.
      const code = await pkg.readCode(watchCode(log, scope, () => started.splice(0)));
      if (code.close !== undefined) scope.ledger.enter({ owner: pkg.name, label: "sandbox" }, code.close);
      registerFiles(code, groundOf(runtime, pkg, scope));
      for (const written of code.plugins) await startPlugin(scope, written);
    },

    async unload() {
      for (const { name, plugin, context } of started.splice(0).toReversed()) {
        try {
          await withinTime(async () => await plugin.onUnload?.(context), runtime.limits.unloadMs);
        } catch (failure) {
          log.error(`onUnload of \`${name}\` failed`, { failure });
        }
      }
    },

    describeHang: (cause) => new PluginFailedError({ packageName: pkg.name, ...place, cause }),
  };
}

function watchCode(log: Log, scope: FiberScope, onBroken: () => void): CodeWatch {
  return {
    onConsole: (level, line) => (level === "error" || level === "warn" ? log[level](line) : log.info(line)),
    onStray: (failure) => log.error("A failure was left that nobody waits for", { failure }),
    onBroken(breakdown) {
      onBroken();
      scope.fall(breakdown);
    },
  };
}

/** The ground of any code of `pkg`, but for its owner and its needs. */
function groundOf(
  runtime: Runtime,
  pkg: RunningPackage,
  scope: FiberScope,
): Omit<PluginGround, "owner" | "needs" | "provides"> {
  const { ledger, signal } = scope;
  return {
    runtime,
    pkg,
    ledger,
    signal,
    assertUsable() {
      if (scope.isOver()) throw new UnloadedError(pkg.name);
    },
  };
}

function registerFiles(code: PackageCode, ground: Omit<PluginGround, "owner" | "needs" | "provides">): void {
  for (const action of code.actions) {
    const context = createBaseContext({ ...ground, owner: action.owner, needs: action.needs });
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
  return left.resource === right.resource && left.effect === right.effect && actionsOf(left) === actionsOf(right);
}

function actionsOf(rule: Permission): string {
  return JSON.stringify(rule.actions.toSorted());
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
  for (const listener of plugin.on) {
    const answer = (payload: unknown, delivery: Delivery): unknown => listener.handler(payload, context, delivery);
    subscribe(ground, { event: listener.event, listener: answer, options: listener });
  }
  if (plugin.routes !== undefined) context.route(plugin.routes);
}
