import { createEffectLedger, type Effect, type EffectLedger, TookTooLongError, withinTime } from "./effect-ledger.ts";

/** Where a package is in its life. */
export type FiberState = "pending" | "loading" | "active" | "unloading" | "disposed" | "failed";

/** How long a package may take. */
export type FiberLimits = { readonly loadMs: number; readonly unloadMs: number; readonly undoMs: number };

/** What happens to a fiber that nobody waits for. */
export type FiberReport = {
  onState(state: FiberState): void;
  /** Told about an `onUnload` or an undo that fails: the unloading goes on. */
  onUnloadFailure(effect: Effect | undefined, failure: unknown): void;
};

/** The work of a fiber: what loading does, and what is asked before its effects are undone. */
export type FiberWork = {
  load(scope: FiberScope): Promise<void>;
  unload(): Promise<void>;
};

/** What loading is given. */
export type FiberScope = {
  readonly ledger: EffectLedger;
  /** Ends when the package is unloaded, or has failed to load. */
  readonly signal: AbortSignal;
};

/** One life of one package, and everything that it did. */
export type Fiber = {
  readonly state: FiberState;
  /** Why it failed. */
  readonly failure: unknown;
  /** How long loading took, in milliseconds. */
  readonly loadedMs: number | undefined;
  effects(): readonly Effect[];
  /** Loads. Never throws: a failure undoes what was done and is kept in {@link Fiber.failure}. */
  start(): Promise<void>;
  /** Unloads, also in the middle of loading. Never throws. Again is harmless. */
  stop(): Promise<void>;
};

/**
 * Returns a fiber that has not started.
 *
 * Its transitions never overlap: whoever asks for one waits for the one before.
 */
export function createFiber(work: FiberWork, limits: FiberLimits, report: FiberReport): Fiber {
  const ledger = createEffectLedger();
  const controller = new AbortController();
  const cancelled = Promise.withResolvers<never>();
  cancelled.promise.catch(() => undefined);
  let state: FiberState = "pending";
  let failure: unknown;
  let loadedMs: number | undefined;
  let started: Promise<void> | undefined;
  let stopped: Promise<void> | undefined;

  function become(next: FiberState): void {
    state = next;
    report.onState(next);
  }

  async function undo(last: FiberState): Promise<void> {
    controller.abort(new Error("The package was unloaded"));
    await ledger.close({ timeoutMs: limits.undoMs, onFailure: report.onUnloadFailure });
    become(last);
  }

  async function load(): Promise<void> {
    if (stopped !== undefined) return;
    become("loading");
    const startedAt = performance.now();
    try {
      const scope = { ledger, signal: controller.signal };
      await withinTime(() => Promise.race([work.load(scope), cancelled.promise]), limits.loadMs);
      loadedMs = performance.now() - startedAt;
      become("active");
    } catch (cause) {
      failure = cause instanceof TookTooLongError ? new Error(`Loading ${cause.message.replace(/^it /, "")}`) : cause;
      await undo(stopped === undefined ? "failed" : "disposed");
    }
  }

  async function unload(): Promise<void> {
    cancelled.reject(new Error("It was stopped while it loaded"));
    await started;
    if (state === "failed" || state === "disposed") return;
    const wasActive = state === "active";
    become("unloading");
    if (wasActive) {
      try {
        await withinTime(() => work.unload(), limits.unloadMs);
      } catch (cause) {
        report.onUnloadFailure(undefined, cause);
      }
    }
    await undo("disposed");
  }

  return {
    get state() {
      return state;
    },
    get failure() {
      return failure;
    },
    get loadedMs() {
      return loadedMs;
    },
    effects: () => ledger.list(),
    start: () => (started ??= load()),
    stop: () => (stopped ??= unload()),
  };
}
