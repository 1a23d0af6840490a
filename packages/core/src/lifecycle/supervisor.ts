import type { ExpectedError } from "@larder/errors";
import type { Component } from "@larder/package-contents";

import { createPermissions } from "../permissions/permissions.ts";
import type { Effect } from "./effect-ledger.ts";
import { Fiber, type FiberState } from "./fiber.ts";
import { PluginFailedError, RequireCycleError, RequiredPackageError } from "./lifecycle-errors.ts";
import { createPackageWork } from "./package-work.ts";
import { planStart } from "./plan-start.ts";
import type { RunnablePackage, Runtime } from "./runtime.ts";

/** How the code of a package runs; `data` has none. */
export type RunMode = "trusted" | "sandboxed" | "data";

/** A package of the host: what runs of it, or the reason why nothing of it may. */
export type SupervisedPackage = {
  readonly name: string;
  readonly version: string;
  /** The packages of the host that must be active before it. */
  readonly requires: readonly string[];
  readonly components: readonly Component[];
  readonly mode: RunMode;
} & (
  | { readonly type: "runnable"; readonly pkg: RunnablePackage }
  | { readonly type: "blocked"; readonly reason: ExpectedError }
);

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

/**
 * Starts and stops the packages of a host, one operation after the other. None of them throws for what
 * a package does.
 */
export type Supervisor = {
  /** Starts every package that is not active, in waves. */
  startAll(): Promise<void>;
  /** Stops every package for good, what requires others first. */
  stopAll(): Promise<void>;
  /** Starts one package, and what it requires. */
  start(name: string): Promise<void>;
  /** Stops one package, and before it what requires it. */
  stop(name: string): Promise<void>;
  get(name: string): Supervision;
};

/** Returns the supervisor of `packages`, of which none is started. */
export function createSupervisor(runtime: Runtime, packages: readonly SupervisedPackage[]): Supervisor {
  const byName = new Map(packages.map((supervised) => [supervised.name, supervised]));
  const plan = planStart(packages.map(({ name, requires }) => ({ name, after: requires })));
  const order = plan.waves.flat();
  const fibers = new Map<string, Fiber>();
  let isClosing = false;
  const refusals = new Map<string, { readonly state: "blocked" | "failed"; readonly reason: Error }>();
  for (const name of plan.stuck) refusals.set(name, { state: "failed", reason: new RequireCycleError(plan.stuck) });

  function get(name: string): Supervision {
    const refusal = refusals.get(name);
    return refusal === undefined ? describeFiber(fibers.get(name)) : { ...refusal, effects: [], startMs: undefined };
  }

  async function startOne(name: string): Promise<void> {
    const supervised = byName.get(name);
    if (supervised === undefined || isClosing || get(name).state === "active") return;
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
    announce(runtime, fiber, supervised);
  }

  async function stopOne(name: string): Promise<void> {
    const fiber = fibers.get(name);
    if (fiber?.state !== "active" && fiber?.state !== "loading") return;
    await fiber.stop();
    tell(runtime, "package.stopped", byName.get(name));
  }

  const requiredBy = (name: string): readonly string[] => byName.get(name)?.requires ?? [];
  const requiring = (name: string): readonly string[] => order.filter((other) => requiredBy(other).includes(name));
  const startThese = (names: ReadonlySet<string>) => () => inWaves(plan.waves, names, startOne);
  const stopThese = (names: ReadonlySet<string>) => () => inWaves(plan.waves.toReversed(), names, stopOne);
  const inTurn = createTurns();
  return {
    get,
    startAll: () => inTurn(startThese(new Set(order))),
    start: (name) => inTurn(startThese(closureOf(name, requiredBy))),
    stop: (name) => inTurn(stopThese(closureOf(name, requiring))),
    async stopAll() {
      // Whoever ends the host does not wait for a package that hangs while it loads: stopping ends the loading.
      isClosing = true;
      await stopThese(new Set(order))();
      await inTurn(stopThese(new Set(order)));
    },
  };
}

function describeFiber(fiber: Fiber | undefined): Supervision {
  return {
    state: fiber?.state ?? "pending",
    reason: fiber?.failure,
    effects: fiber?.effects() ?? [],
    startMs: fiber?.loadedMs,
  };
}

/** Returns what runs one piece of work after the other: two lives of one package must not overlap. */
function createTurns(): (work: () => Promise<void>) => Promise<void> {
  let last: Promise<void> = Promise.resolve();
  return (work) => {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  };
}

/** Acts on those of `names` that stand in one wave together, wave after wave. */
async function inWaves(
  waves: readonly (readonly string[])[],
  names: ReadonlySet<string>,
  act: (name: string) => Promise<void>,
): Promise<void> {
  for (const wave of waves) await Promise.all(wave.filter((name) => names.has(name)).map(act));
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
  for (const required of supervised.requires) {
    if (!byName.has(required)) continue;
    const { state, reason } = get(required);
    if (state === "active") continue;
    const why = reason === undefined ? `is ${state}` : `is ${state}: ${reason.message}`;
    return {
      state: state === "blocked" ? "blocked" : "failed",
      reason: new RequiredPackageError(supervised.name, required, why),
    };
  }
  return undefined;
}

function createPackageFiber(runtime: Runtime, pkg: RunnablePackage): Fiber {
  const permissions = createPermissions(pkg.name, pkg.permissions);
  const calling = { packageName: pkg.name, requires: pkg.requires, permissions };
  const log = runtime.log.logOf({ package: pkg.name });
  return new Fiber(createPackageWork(runtime, { ...pkg, calling }), runtime.limits, {
    onState: (state) => log.debug(`\`${pkg.name}\` is ${state}`),
    onUndoFailure: (effect, failure) => log.error(`\`${effect.label}\` could not be undone`, { failure }),
  });
}

function announce(runtime: Runtime, fiber: Fiber, supervised: SupervisedPackage): void {
  const { name } = supervised;
  const log = runtime.log.logOf({ package: name });
  if (fiber.state === "active") {
    log.info(`Started \`${name}\``, { ms: Math.round(fiber.loadedMs ?? 0) });
    tell(runtime, "package.started", supervised);
  }
  if (fiber.state === "failed") {
    log.error(fiber.failure?.message ?? `\`${name}\` failed`, { failure: rootOf(fiber.failure) });
    tell(runtime, "package.failed", supervised);
  }
}

/** Emits an event of the host about a package. Nobody waits for those who hear it: they must not hold up the others. */
function tell(runtime: Runtime, event: string, supervised: SupervisedPackage | undefined): void {
  if (supervised?.type !== "runnable") return;
  const { name, version } = supervised;
  void runtime.events.emit({ name: event, payload: { name, version }, source: "host", mode: "parallel" });
}

/** The plugin's own error has the stack that helps; ours only says where. */
function rootOf(failure: unknown): unknown {
  return failure instanceof PluginFailedError ? failure.cause : failure;
}
