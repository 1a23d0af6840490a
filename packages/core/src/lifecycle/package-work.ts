import type { BaseContext, Configuration, Permission, Plugin, PluginContext } from "@larder/sdk";

import type { RegisteredAction } from "../actions/action.ts";
import type { Delivery } from "../events/event-bus.ts";
import { withinTime } from "../events/within-time.ts";
import { createPermissions } from "../permissions/permissions.ts";
import { createBaseContext, findService } from "./base-context.ts";
import type { FiberScope, FiberWork } from "./fiber.ts";
import { PluginFailedError, type PluginPhase, UnloadedError } from "./lifecycle-errors.ts";
import type { HookMoment, LifecycleVerb } from "./lifecycle-hooks.ts";
import { type CodeWatch, type PackageCode, toAction, type WrittenPlugin } from "./package-code.ts";
import type { OwnOffers, PackageGround } from "./package-ground.ts";
import { createPluginScope, type PluginGround, type PluginScope, subscribe } from "./plugin-context.ts";
import { registerAction } from "./register-action.ts";
import type { RunnablePackage, RunningPackage, Runtime } from "./runtime.ts";
import { withConfiguration } from "./with-configuration.ts";

type Log = BaseContext["log"];

/** A plugin whose context is made. */
type OpenPlugin = WrittenPlugin & { readonly ground: PluginGround; readonly scoped: PluginScope };

/** Which code of a package runs. */
type Place = { readonly plugin: string; readonly phase: PluginPhase };

/** Why a package is loaded: to start, to take the place of a life that runs, or only to be asked to leave for good. */
export type LifePurpose = "start" | "replace" | "leave";

/** What comes with one life of a package. */
export type LifePlan = {
  /** Is this version installed before it starts, or brought up from another one? */
  readonly installs?: "install" | "upgrade";
  readonly purpose: LifePurpose;
  /** What was given when the package was added; every lifecycle method gets it, and the configuration has it. */
  readonly installArguments: Configuration;
  /** Told once this version is installed. */
  readonly onInstalled: () => void;
};

/** What can be asked of a life of a package besides loading and unloading. */
export type PackageWork = FiberWork & {
  /** Lets every plugin save what its next life is to find. Throws {@link PluginFailedError}. */
  reload(): Promise<void>;
  /** Lets every plugin undo what it left outside of the host, when it is unloaded. */
  leaveForGood(): void;
};

/**
 * Returns what loading and unloading `pkg` does.
 *
 * What is installed for the first time is prepared and installed. Functions, links of their own files and actors
 * come first, so that plugins may use them; then plugin after plugin: needs, `setup`, `onLoad`, `start`, and only then what
 * others can reach.
 */
export function createPackageWork(runtime: Runtime, described: RunnablePackage, plan: LifePlan): PackageWork {
  const started: OpenPlugin[] = [];
  const log = runtime.log.logOf({ package: described.name });
  const own: OwnOffers = { services: new Map(), actions: new Map() };
  let place: Place = { plugin: described.name, phase: "import" };
  let isForGood = false;

  async function inPhase(scope: FiberScope, next: Place, work: () => void | Promise<void>): Promise<void> {
    // A load that hung may go on after it was given up; none of the package's code may follow then.
    if (scope.signal.aborted) throw new UnloadedError(described.name);
    place = next;
    try {
      await work();
    } catch (cause) {
      throw new PluginFailedError({ packageName: described.name, ...next, cause });
    }
  }

  async function openPlugin(scope: FiberScope, ground: PackageGround, written: WrittenPlugin): Promise<OpenPlugin> {
    const { name, plugin } = written;
    let { pkg } = ground;
    await inPhase(scope, { plugin: name, phase: "needs" }, async () => {
      pkg = await withConfiguration(pkg, plugin.config);
    });
    const own = { ...ground, pkg, owner: name, needs: plugin.needs, provides: plugin.provides };
    return { ...written, ground: own, scoped: createPluginScope(own) };
  }

  async function callMethods(scope: FiberScope, phase: LifecyclePhase, plugins: readonly OpenPlugin[]): Promise<void> {
    for (const { name, plugin, scoped } of plugins) {
      await inPhase(scope, { plugin: name, phase }, async () => {
        await lifecycleMethod(plugin, phase)?.(scoped.context, plan.installArguments);
        await scoped.settle();
      });
    }
  }

  async function startPlugin(scope: FiberScope, open: OpenPlugin): Promise<void> {
    const { name, plugin, ground, scoped } = open;
    await inPhase(scope, { plugin: name, phase: "needs" }, () => assertNeeds(ground, plugin.permissions));
    for (const phase of ["setup", "onLoad"] as const) {
      await inPhase(scope, { plugin: name, phase }, async () => {
        await plugin[phase]?.(scoped.context);
        await scoped.settle();
      });
    }
    await callMethods(scope, "start", [open]);
    started.push(open);
    await inPhase(scope, { plugin: name, phase: "actions" }, () => publish(ground, open, scoped.context));
  }

  /** Asks each started plugin, the last first; one that fails is reported, and does not keep the others from leaving. */
  async function leave(phase: "stop" | "uninstall" | "onUnload", plugins: readonly OpenPlugin[]): Promise<void> {
    for (const { name, plugin, scoped } of plugins.toReversed()) {
      const method = phase === "onUnload" ? plugin.onUnload?.bind(plugin) : lifecycleMethod(plugin, phase);
      try {
        await withinTime(async () => await method?.(scoped.context, plan.installArguments), runtime.limits.unloadMs);
      } catch (failure) {
        log.error(`${phase} of \`${name}\` failed`, { failure });
      }
    }
  }

  return {
    async load(scope) {
      const hook = (verb: LifecycleVerb, moment: HookMoment): Promise<void> =>
        scope.unhurried(() => runtime.hooks.run(verb, moment, described.name));
      if (plan.installs !== undefined) await hook(plan.installs, "pre");
      // Where its code is gone, nobody is left to be asked to leave.
      const code = await described.readCode(watchCode(log, scope, () => started.splice(0)));
      if (code.close !== undefined) scope.ledger.enter({ owner: described.name, label: "sandbox" }, code.close);
      const ground = groundOf({ runtime, scope, own, pkg: toRunning(described, plan, scope, own) });
      registerFiles(code, ground);
      const plugins: OpenPlugin[] = [];
      for (const written of code.plugins) plugins.push(await openPlugin(scope, ground, written));
      if (plan.purpose === "leave") return void started.push(...plugins);
      if (plan.installs !== undefined) {
        await callMethods(scope, "prepare", plugins);
        await callMethods(scope, plan.installs, plugins);
        plan.onInstalled();
        await hook(plan.installs, "post");
      }
      if (plan.purpose === "start") await hook("start", "pre");
      for (const open of plugins) await startPlugin(scope, open);
    },

    async reload() {
      for (const { name, plugin, scoped } of started) {
        try {
          await withinTime(async () => await plugin.onReload?.(scoped.context), runtime.limits.unloadMs);
        } catch (cause) {
          throw new PluginFailedError({ packageName: described.name, plugin: name, phase: "onReload", cause });
        }
      }
    },

    leaveForGood: () => void (isForGood = true),

    async unload() {
      const leaving = started.splice(0);
      if (plan.purpose !== "leave") await leave("stop", leaving);
      if (isForGood) await leave("uninstall", leaving);
      if (plan.purpose !== "leave") await leave("onUnload", leaving);
    },

    describeHang: (cause) => new PluginFailedError({ packageName: described.name, ...place, cause }),
  };
}

/** Returns what `plugin` does at a verb of the lifecycle, if it does anything. */
function lifecycleMethod(plugin: Plugin, phase: LifecyclePhase | "stop" | "uninstall"): LifecycleMethod | undefined {
  const method = (plugin as LifecycleMethods)[phase];
  return method?.bind(plugin);
}

type LifecyclePhase = "prepare" | "install" | "upgrade" | "start";
type LifecycleMethod = (context: PluginContext, installArguments: Configuration) => unknown;
type LifecycleMethods = { readonly [Phase in LifecyclePhase | "stop" | "uninstall"]?: LifecycleMethod };

/** Returns `described` as its own calls carry it: while nobody else meets its actions, it does. */
function toRunning(
  described: RunnablePackage,
  { installArguments }: LifePlan,
  scope: FiberScope,
  own: OwnOffers,
): RunningPackage {
  const { name, requires } = described;
  const permissions = createPermissions(name, described.permissions);
  const findHeld = (action: string): RegisteredAction | undefined =>
    scope.isHeldBack() ? own.actions.get(action) : undefined;
  const config = Object.freeze({ ...described.config, ...installArguments });
  return { ...described, config, calling: { packageName: name, requires, permissions, findHeld } };
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
function groundOf({
  runtime,
  scope,
  own,
  pkg,
}: {
  readonly runtime: Runtime;
  readonly scope: FiberScope;
  readonly own: OwnOffers;
  readonly pkg: RunningPackage;
}): PackageGround {
  const { ledger, calls, signal } = scope;
  return {
    runtime,
    pkg,
    ledger,
    calls,
    own,
    signal,
    assertUsable() {
      if (scope.isOver()) throw new UnloadedError(pkg.name);
    },
  };
}

function registerFiles(code: PackageCode, ground: PackageGround): void {
  for (const action of code.actions) {
    const context = createBaseContext({ ...ground, owner: action.owner, needs: action.needs });
    registerAction({ ...ground, context }, action);
  }
}

/** Every need is there, and what the plugin says that it may reach is what was agreed to. */
function assertNeeds(ground: PluginGround, written: readonly Permission[] | undefined): void {
  for (const token of Object.values(ground.needs)) findService(ground, token.id);
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
