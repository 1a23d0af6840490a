import type { ExpectedError } from "@larder/errors";

import { createPermissions } from "../permissions/permissions.ts";
import type { Effect } from "./effect-ledger.ts";
import { createFiber, type Fiber, type FiberState } from "./fiber.ts";
import { PluginFailedError, RequireCycleError, RequiredPackageError } from "./lifecycle-errors.ts";
import { createPackageWork } from "./package-work.ts";
import { planStart } from "./plan-start.ts";
import type { RunnablePackage, Runtime } from "./runtime.ts";

/** A package of the host: one that can run, or the reason why nothing of it may. */
export type SupervisedPackage =
  | { readonly type: "runnable"; readonly pkg: RunnablePackage }
  | {
      readonly type: "blocked";
      readonly name: string;
      readonly requires: readonly string[];
      readonly reason: ExpectedError;
    };

/** Where a package is; `blocked` is one that was refused before anything of it ran. */
export type PackageState = FiberState | "blocked";

/** What became of one package. */
export type Supervision = {
  readonly state: PackageState;
  /** Why it does not run. */
  readonly reason: Error | undefined;
  readonly effects: readonly Effect[];
  /** Milliseconds that loading took. */
  readonly startMs: number | undefined;
};

/** Starts and stops the packages of a host. None of its operations throws for what a package does. */
export type Supervisor = {
  /** Starts every package that is not active, in waves. */
  startAll(): Promise<void>;
  /** Stops every package, what requires others first. */
  stopAll(): Promise<void>;
  /** Starts one package, and what it requires. */
  start(name: string): Promise<void>;
  /** Stops one package, and before it what requires it. */
  stop(name: string): Promise<void>;
  get(name: string): Supervision;
};

/** Returns the supervisor of `packages`, of which none is started. */
export function createSupervisor(runtime: Runtime, packages: readonly SupervisedPackage[]): Supervisor {
  const byName = new Map(packages.map((supervised) => [nameOf(supervised), supervised]));
  const plan = planStart([...byName].map(([name, supervised]) => ({ name, after: requiresOf(supervised) })));
  const order = plan.waves.flat();
  const fibers = new Map<string, Fiber>();
  const refusals = new Map<string, { readonly state: "blocked" | "failed"; readonly reason: Error }>();
  for (const name of plan.stuck) refusals.set(name, { state: "failed", reason: new RequireCycleError(plan.stuck) });

  function get(name: string): Supervision {
    const refusal = refusals.get(name);
    const fiber = fibers.get(name);
    if (refusal !== undefined) return { ...refusal, effects: [], startMs: undefined };
    return {
      state: fiber?.state ?? "pending",
      reason: fiber?.failure instanceof Error ? fiber.failure : undefined,
      effects: fiber?.effects() ?? [],
      startMs: fiber?.loadedMs,
    };
  }

  async function startOne(name: string): Promise<void> {
    const supervised = byName.get(name);
    if (supervised === undefined || get(name).state === "active") return;
    const refusal = findRefusal(supervised, byName, get);
    if (refusal !== undefined) {
      refusals.set(name, refusal);
      runtime.log.logOf({ package: name }).warn(refusal.reason.message);
      return;
    }
    if (supervised.type === "blocked") return;
    refusals.delete(name);
    const fiber = createPackageFiber(runtime, supervised.pkg);
    fibers.set(name, fiber);
    await fiber.start();
    await announce(runtime, fiber, supervised.pkg);
  }

  async function startInOrder(names: ReadonlySet<string>): Promise<void> {
    for (const wave of plan.waves) await Promise.all(wave.filter((name) => names.has(name)).map(startOne));
  }

  async function stopInOrder(names: ReadonlySet<string>): Promise<void> {
    for (const wave of plan.waves.toReversed()) {
      await Promise.all(wave.filter((name) => names.has(name)).map((name) => fibers.get(name)?.stop()));
    }
  }

  return {
    get,
    startAll: () => startInOrder(new Set(order)),
    stopAll: () => stopInOrder(new Set(order)),
    start: (name) => startInOrder(closureOf(name, (member) => requiresOf(byName.get(member)))),
    stop: (name) =>
      stopInOrder(closureOf(name, (member) => order.filter((other) => requiresOf(byName.get(other)).includes(member)))),
  };
}

function nameOf(supervised: SupervisedPackage): string {
  return supervised.type === "runnable" ? supervised.pkg.name : supervised.name;
}

function requiresOf(supervised: SupervisedPackage | undefined): readonly string[] {
  if (supervised === undefined) return [];
  return supervised.type === "runnable" ? supervised.pkg.requires : supervised.requires;
}

/** Returns `name` and everything that follows from it. */
function closureOf(name: string, next: (name: string) => readonly string[]): ReadonlySet<string> {
  const closure = new Set<string>();
  const waiting = [name];
  for (let member = waiting.pop(); member !== undefined; member = waiting.pop()) {
    if (closure.has(member)) continue;
    closure.add(member);
    waiting.push(...next(member));
  }
  return closure;
}

function findRefusal(
  supervised: SupervisedPackage,
  byName: ReadonlyMap<string, SupervisedPackage>,
  get: (name: string) => Supervision,
): { readonly state: "blocked" | "failed"; readonly reason: Error } | undefined {
  if (supervised.type === "blocked") return { state: "blocked", reason: supervised.reason };
  for (const required of supervised.pkg.requires) {
    if (!byName.has(required)) continue;
    const { state, reason } = get(required);
    if (state === "active") continue;
    const why = reason === undefined ? `is ${state}` : `is ${state}: ${reason.message}`;
    return {
      state: state === "blocked" ? "blocked" : "failed",
      reason: new RequiredPackageError(supervised.pkg.name, required, why),
    };
  }
  return undefined;
}

function createPackageFiber(runtime: Runtime, pkg: RunnablePackage): Fiber {
  const permissions = createPermissions(pkg.name, pkg.permissions);
  const calling = { packageName: pkg.name, requires: pkg.requires, permissions };
  const log = runtime.log.logOf({ package: pkg.name });
  return createFiber(createPackageWork(runtime, { ...pkg, calling }), runtime.limits, {
    onState: (state) => log.debug(`\`${pkg.name}\` is ${state}`),
    onUnloadFailure: (effect, failure) =>
      log.error(effect === undefined ? "onUnload failed" : `\`${effect.label}\` could not be undone`, { failure }),
  });
}

async function announce(runtime: Runtime, fiber: Fiber, pkg: RunnablePackage): Promise<void> {
  const { failure } = fiber;
  const log = runtime.log.logOf({ package: pkg.name });
  if (fiber.state === "active")
    log.info(`Started \`${pkg.name}\` ${pkg.version}`, { ms: Math.round(fiber.loadedMs ?? 0) });
  if (fiber.state === "failed") log.error(`\`${pkg.name}\` failed to start`, { failure: rootOf(failure) });
  const payload = { name: pkg.name, version: pkg.version };
  const name = fiber.state === "active" ? "package.started" : "package.failed";
  await runtime.events.emit({ name, payload, source: "host", mode: "parallel" });
}

/** The plugin's own error has the stack that helps; ours only says where. */
function rootOf(failure: unknown): unknown {
  return failure instanceof PluginFailedError ? failure.cause : failure;
}
