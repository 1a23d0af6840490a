import { createPermissions } from "../permissions/permissions.ts";
import { Fiber } from "./fiber.ts";
import { PluginFailedError, RequiredPackageError } from "./lifecycle-errors.ts";
import type { Breakdown } from "./package-code.ts";
import { createPackageWork } from "./package-work.ts";
import type { RunnablePackage, Runtime } from "./runtime.ts";
import type { SupervisedPackage, Supervision } from "./supervisor.ts";

/** Why a package does not even have a fiber. */
export type Refusal = { readonly state: "blocked" | "failed" | "quarantined"; readonly reason: Error };

/** The life of each package, one at a time. */
export type PackageLives = {
  get(name: string): Supervision;
  /** Starts a package that is not active, when what it requires is. */
  start(name: string): Promise<void>;
  stop(name: string): Promise<void>;
  /** Keeps a package from starting, until it is started again all the same. */
  refuse(name: string, refusal: Refusal): void;
  /** From now on nothing is started. */
  close(): void;
};

/** Returns the lives of `packages`, of which none has begun. `onFallen` is told of each that ended by a breakdown. */
export function createPackageLives(
  runtime: Runtime,
  packages: readonly SupervisedPackage[],
  onFallen: (name: string, breakdown: Breakdown) => void,
): PackageLives {
  const byName = new Map(packages.map((supervised) => [supervised.name, supervised]));
  const fibers = new Map<string, Fiber>();
  const refusals = new Map<string, Refusal>();
  let isClosing = false;

  function get(name: string): Supervision {
    const refusal = refusals.get(name);
    return refusal === undefined ? describeFiber(fibers.get(name)) : { ...refusal, effects: [], startMs: undefined };
  }

  function createFiber(supervised: SupervisedPackage, pkg: RunnablePackage): Fiber {
    const fiber = createPackageFiber(runtime, pkg, (breakdown) => {
      // A failure while it loads is told of by whoever started it.
      if (fiber.loadedMs !== undefined) announce(runtime, fiber, supervised);
      onFallen(pkg.name, breakdown);
    });
    return fiber;
  }

  return {
    get,
    async start(name) {
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
      const fiber = createFiber(supervised, supervised.pkg);
      fibers.set(name, fiber);
      await fiber.start();
      announce(runtime, fiber, supervised);
    },
    async stop(name) {
      const fiber = fibers.get(name);
      if (fiber?.state !== "active" && fiber?.state !== "loading") return;
      await fiber.stop();
      tell(runtime, "package.stopped", byName.get(name));
    },
    refuse: (name, refusal) => void refusals.set(name, refusal),
    close: () => void (isClosing = true),
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

function findRefusal(
  supervised: SupervisedPackage,
  byName: ReadonlyMap<string, SupervisedPackage>,
  get: (name: string) => Supervision,
): Refusal | undefined {
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

function createPackageFiber(runtime: Runtime, pkg: RunnablePackage, onFallen: (breakdown: Breakdown) => void): Fiber {
  const permissions = createPermissions(pkg.name, pkg.permissions, runtime.audit);
  const calling = { packageName: pkg.name, requires: pkg.requires, permissions };
  const log = runtime.log.logOf({ package: pkg.name });
  return new Fiber(createPackageWork(runtime, { ...pkg, calling }), runtime.limits, {
    onState: (state) => log.debug(`\`${pkg.name}\` is ${state}`),
    onUndoFailure: (effect, failure) => log.error(`\`${effect.label}\` could not be undone`, { failure }),
    onFallen,
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
