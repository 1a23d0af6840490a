import type { BaseContext, Configuration, PluginContext } from "@larder/sdk";

import type { Delivery } from "../events/event-bus.ts";
import { withinTime } from "../events/within-time.ts";
import { assertNeeds } from "./assert-needs.ts";
import { createBaseContext } from "./base-context.ts";
import type { FiberScope, FiberWork } from "./fiber.ts";
import { PluginFailedError, type PluginPhase, UnloadedError } from "./lifecycle-errors.ts";
import type { HookMoment, LifecycleVerb } from "./lifecycle-hooks.ts";
import { type CodeWatch, type PackageCode, toAction, type WrittenPlugin } from "./package-code.ts";
import type { OwnOffers, PackageGround } from "./package-ground.ts";
import { createPluginScope, type PluginGround, type PluginScope, subscribe } from "./plugin-context.ts";
import { registerAction } from "./register-action.ts";
import { createRegistrations } from "./registrations.ts";
import type { RunnablePackage, RunningPackage, Runtime } from "./runtime.ts";
import { toRunning } from "./to-running.ts";
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
  /** The version that it is brought up from. */
  readonly oldVersion?: string;
  /** Is its configuration another one than when it last ran? Told once its hooks have run for that. */
  readonly onConfigured?: () => void;
  readonly purpose: LifePurpose;
  /** What was given when the package was added; every lifecycle method gets it, and the configuration has it. */
  readonly installArguments: Configuration;
  /** Told once this version is installed. */
  readonly onInstalled: () => void;
};

/**
 * What loading and unloading a package does, for one life.
 *
 * What is installed for the first time is prepared and installed. Functions, links of their own files and actors
 * come first, so that plugins may use them; then plugin after plugin: needs, `setup`, `onLoad`, `start`, and only then
 * what others can reach.
 */
export class PackageWork implements FiberWork {
  readonly #runtime: Runtime;
  readonly #described: RunnablePackage;
  readonly #plan: LifePlan;
  readonly #own: OwnOffers;
  readonly #log: Log;
  /** In the order of their start. */
  #started: readonly OpenPlugin[] = [];
  #place: Place;
  #isForGood = false;

  constructor(runtime: Runtime, described: RunnablePackage, plan: LifePlan) {
    this.#runtime = runtime;
    this.#described = described;
    this.#plan = plan;
    this.#own = { services: new Map(), actions: new Map(), registrations: createRegistrations(described.name) };
    this.#log = runtime.log.logOf({ package: described.name });
    this.#place = { plugin: described.name, phase: "import" };
  }

  async load(scope: FiberScope): Promise<void> {
    const { installs, purpose, onConfigured } = this.#plan;
    const plugins =
      installs === undefined ? await this.#openPlugins(scope) : await this.#openAndInstall(scope, installs);
    if (purpose === "leave") {
      this.#started = plugins;
      return;
    }
    if (onConfigured !== undefined) {
      await this.#runHook(scope, "configure", "pre");
      onConfigured();
      await this.#runHook(scope, "configure", "post");
    }
    if (purpose === "start") await this.#runHook(scope, "start", "pre");
    for (const open of plugins) await this.#startPlugin(scope, open);
  }

  async #openPlugins(scope: FiberScope): Promise<readonly OpenPlugin[]> {
    const { code, ground } = await this.#readCode(scope);
    registerFiles(code, ground);
    const plugins: OpenPlugin[] = [];
    for (const written of code.plugins) plugins.push(await this.#openPlugin(scope, ground, written));
    return plugins;
  }

  /**
   * Installs this version first. Of hosts on one database one does it, while the others wait; hooks are for the machine,
   * and run at each.
   */
  async #openAndInstall(scope: FiberScope, verb: "install" | "upgrade"): Promise<readonly OpenPlugin[]> {
    const { name: packageName, version } = this.#described;
    const wish = { packageName, version, isKnownHere: verb === "upgrade", signal: scope.signal };
    const claim = await scope.unhurried(() => this.#runtime.installs.claim(wish));
    try {
      await this.#runHook(scope, verb, "pre");
      const plugins = await this.#openPlugins(scope);
      if (claim.verb !== undefined) {
        await this.#callMethods(scope, "prepare", plugins);
        await this.#callMethods(scope, claim.verb, plugins);
        await claim.done();
      }
      this.#plan.onInstalled();
      await this.#runHook(scope, verb, "post");
      return plugins;
    } finally {
      await claim.release();
    }
  }

  /** Lets every plugin save what its next life is to find. Throws {@link PluginFailedError}. */
  async reload(): Promise<void> {
    for (const { name, plugin, scoped } of this.#started) {
      try {
        await withinTime(async () => await plugin.onReload?.(scoped.context), this.#runtime.limits.unloadMs);
      } catch (cause) {
        throw this.#failed({ plugin: name, phase: "onReload", cause });
      }
    }
  }

  /** Lets every plugin undo what it left outside of the host, when it is unloaded. */
  leaveForGood(): void {
    this.#isForGood = true;
  }

  async unload(): Promise<void> {
    const leaving = this.#started.toReversed();
    this.#started = [];
    const wasLoaded = this.#plan.purpose !== "leave";
    if (wasLoaded) await this.#leave("stop", leaving);
    if (this.#isForGood) await this.#leave("uninstall", leaving);
    if (wasLoaded) await this.#leave("onUnload", leaving);
  }

  describeHang(cause: unknown): Error {
    return this.#failed({ ...this.#place, cause });
  }

  #runHook(scope: FiberScope, verb: LifecycleVerb, moment: HookMoment): Promise<void> {
    const { oldVersion } = this.#plan;
    const facts = verb === "upgrade" && oldVersion !== undefined ? { oldVersion } : {};
    return scope.unhurried(() => this.#runtime.hooks.run(verb, moment, this.#described.name, facts));
  }

  async #readCode(scope: FiberScope): Promise<{ readonly code: PackageCode; readonly ground: PackageGround }> {
    // Where its code is gone, nobody is left to be asked to leave.
    const authored = this.#runtime.log.logOf({ package: this.#described.name, isAuthored: true });
    const watch = watchCode({ host: this.#log, authored }, scope, () => (this.#started = []));
    const code = await this.#described.readCode(watch);
    if (code.close !== undefined) scope.ledger.enter({ owner: this.#described.name, label: "sandbox" }, code.close);
    const { installArguments } = this.#plan;
    const pkg = toRunning(this.#described, { installArguments, scope, own: this.#own, audit: this.#runtime.audit });
    return { code, ground: groundOf({ runtime: this.#runtime, scope, own: this.#own, pkg }) };
  }

  async #openPlugin(scope: FiberScope, ground: PackageGround, written: WrittenPlugin): Promise<OpenPlugin> {
    const { name, plugin } = written;
    let { pkg } = ground;
    await this.#inPhase(scope, { plugin: name, phase: "needs" }, async () => {
      pkg = await withConfiguration(pkg, plugin.config);
    });
    const own = { ...ground, pkg, owner: name, needs: plugin.needs, provides: plugin.provides };
    return { ...written, ground: own, scoped: createPluginScope(own) };
  }

  async #startPlugin(scope: FiberScope, open: OpenPlugin): Promise<void> {
    const { name, plugin, ground, scoped } = open;
    await this.#inPhase(scope, { plugin: name, phase: "needs" }, () => assertNeeds(ground, plugin.permissions));
    for (const phase of ["setup", "onLoad"] as const) {
      await this.#inPhase(scope, { plugin: name, phase }, async () => {
        await plugin[phase]?.(scoped.context);
        await scoped.settle();
      });
    }
    await this.#callMethods(scope, "start", [open]);
    this.#started = [...this.#started, open];
    await this.#inPhase(scope, { plugin: name, phase: "actions" }, () => publish(ground, open, scoped.context));
  }

  async #callMethods(scope: FiberScope, phase: LifecyclePhase, plugins: readonly OpenPlugin[]): Promise<void> {
    for (const { name, plugin, scoped } of plugins) {
      await this.#inPhase(scope, { plugin: name, phase }, async () => {
        await plugin[phase]?.(scoped.context, this.#plan.installArguments);
        await scoped.settle();
      });
    }
  }

  /** Asks one plugin after the other; one that fails is reported, and does not keep the others from leaving. */
  async #leave(phase: "stop" | "uninstall" | "onUnload", plugins: readonly OpenPlugin[]): Promise<void> {
    for (const { name, plugin, scoped } of plugins) {
      const ask = async (): Promise<void> => await plugin[phase]?.(scoped.context, this.#plan.installArguments);
      try {
        await withinTime(ask, this.#runtime.limits.unloadMs);
      } catch (failure) {
        this.#log.error(`${phase} of \`${name}\` failed`, { failure });
      }
    }
  }

  #failed(facts: Place & { readonly cause: unknown }): PluginFailedError {
    return new PluginFailedError({ packageName: this.#described.name, ...facts }, this.#runtime.log.conceal);
  }

  async #inPhase(scope: FiberScope, next: Place, work: () => void | Promise<void>): Promise<void> {
    // A load that hung may go on after it was given up; none of the package's code may follow then.
    if (scope.signal.aborted) throw new UnloadedError(this.#described.name);
    this.#place = next;
    try {
      await work();
    } catch (cause) {
      throw this.#failed({ ...next, cause });
    }
  }
}

/** The methods that are called before a plugin runs. */
type LifecyclePhase = "prepare" | "install" | "upgrade" | "start";

function watchCode(
  logs: { readonly host: Log; readonly authored: Log },
  scope: FiberScope,
  onBroken: () => void,
): CodeWatch {
  const { host, authored } = logs;
  return {
    onConsole: (level, line) => (level === "error" || level === "warn" ? authored[level](line) : authored.info(line)),
    onStray: (failure) => host.error("A failure was left that nobody waits for", { failure }),
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
  if (plugin.routes !== undefined) context.route(plugin.routes, plugin.routeAccess);
}
