import type { ExpectedError } from "@larder/errors";
import type { Component } from "@larder/package-contents";

import type { Effect } from "./effect-ledger.ts";
import type { FiberState } from "./fiber.ts";
import { RequireCycleError } from "./lifecycle-errors.ts";
import { createPackageLives } from "./package-lives.ts";
import { planStart } from "./plan-start.ts";
import { createRecovery, type Recovery } from "./recovery.ts";
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

/**
 * Where a package is; `blocked` is one that was refused before anything of it ran, `quarantined` one that broke
 * so often that it is not started again by itself.
 */
export type PackageState = FiberState | "blocked" | "quarantined";

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
  const lives = createPackageLives(runtime, packages, (name, breakdown) => recovery.onFallen(name, breakdown));
  for (const name of plan.stuck) lives.refuse(name, { state: "failed", reason: new RequireCycleError(plan.stuck) });

  function stopOne(name: string): Promise<void> {
    recovery.cancel(name);
    return lives.stop(name);
  }

  const requiredBy = (name: string): readonly string[] => byName.get(name)?.requires ?? [];
  const requiring = (name: string): readonly string[] => order.filter((other) => requiredBy(other).includes(name));
  const startThese = (names: ReadonlySet<string>) => () => inWaves(plan.waves, names, (name) => lives.start(name));
  const stopThese = (names: ReadonlySet<string>) => () => inWaves(plan.waves.toReversed(), names, stopOne);
  const inTurn = createTurns();
  const recovery: Recovery = createRecovery(runtime.limits.restarts, {
    restart: (name) => void inTurn(() => lives.start(name)),
    quarantine(name, reason) {
      lives.refuse(name, { state: "quarantined", reason });
      runtime.log.logOf({ package: name }).error(reason.message);
      const others = closureOf(name, requiring);
      void inTurn(stopThese(others));
      // What requires it says from now on why it does not run.
      void inTurn(startThese(new Set([...others].filter((other) => other !== name))));
    },
  });
  return {
    get: (name) => lives.get(name),
    startAll: () => inTurn(startThese(new Set(order))),
    start(name) {
      recovery.forgive(name);
      return inTurn(startThese(closureOf(name, requiredBy)));
    },
    stop: (name) => inTurn(stopThese(closureOf(name, requiring))),
    async stopAll() {
      // Whoever ends the host does not wait for a package that hangs while it loads: stopping ends the loading.
      lives.close();
      await stopThese(new Set(order))();
      await inTurn(stopThese(new Set(order)));
    },
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
