import { TookTooLongError } from "../events/within-time.ts";
import { createEffectLedger, type Effect, type EffectLedger } from "./effect-ledger.ts";
import type { Breakdown } from "./package-code.ts";
import { createRunningCalls, type RunningCalls } from "./running-calls.ts";
import { createTimeLimit } from "./time-limit.ts";

/** Where a package is in its life; `ready` is one that is loaded and that nobody meets yet. */
export type FiberState = "pending" | "loading" | "ready" | "active" | "unloading" | "disposed" | "failed";

/** What may follow upon each state; anything else is a fault of the host's own. */
const successors: { readonly [State in FiberState]: readonly FiberState[] } = {
  pending: ["loading", "unloading"],
  loading: ["ready", "active", "failed", "disposed"],
  ready: ["active", "unloading"],
  active: ["unloading"],
  unloading: ["disposed", "failed"],
  disposed: [],
  failed: [],
};

/** How long a package may take, in milliseconds. */
export type FiberLimits = { readonly loadMs: number; readonly unloadMs: number; readonly undoMs: number };

/** What happens to a fiber that nobody waits for. */
export type FiberReport = {
  readonly onState: (state: FiberState) => void;
  /** Told about an undo that fails: the rest is undone all the same. */
  readonly onUndoFailure: (effect: Effect, failure: unknown) => void;
  /** Told when a fiber has failed because where its code ran is gone, and everything of it is undone. */
  readonly onFallen: (breakdown: Breakdown) => void;
};

/** What loading is given. */
export type FiberScope = {
  readonly ledger: EffectLedger;
  /** The calls of others that run in it. */
  readonly calls: RunningCalls;
  /** Ends when the package is unloaded, or has failed to load. */
  readonly signal: AbortSignal;
  /** True until others meet what the package offers. */
  isHeldBack(): boolean;
  /** Does `work`, whose time is not the package's own. */
  unhurried<Result>(work: () => Promise<Result>): Promise<Result>;
  /** True once everything is undone: nothing of the package may act any more. */
  isOver(): boolean;
  /** Fails the fiber, whatever it does: where its code ran is gone. */
  fall(breakdown: Breakdown): void;
};

/** The work of a fiber. */
export type FiberWork = {
  load(scope: FiberScope): Promise<void>;
  /** Asks what was loaded to leave, before its effects are undone. Reports failures itself; also asked after half a load. */
  unload(): Promise<void>;
  /** Returns the failure of a load that took too long: only the work knows where it hangs. */
  describeHang(cause: TookTooLongError): Error;
};

/**
 * One life of one package, and everything that it did.
 *
 * Its transitions never overlap: stopping in the middle of loading ends the loading first.
 */
export class Fiber {
  readonly #work: FiberWork;
  readonly #limits: FiberLimits;
  readonly #report: FiberReport;
  readonly #isHeld: boolean;
  readonly #ledger: EffectLedger;
  readonly #calls = createRunningCalls();
  readonly #controller = new AbortController();
  readonly #cancelled: PromiseWithResolvers<never> = Promise.withResolvers();
  #state: FiberState = "pending";
  #failure: Error | undefined;
  #breakdown: Breakdown | undefined;
  #loadedMs: number | undefined;
  #starting: Promise<void> | undefined;
  #stopping: Promise<void> | undefined;

  /** With `isHeld`, nobody meets what it offers until it is released. */
  constructor(work: FiberWork, limits: FiberLimits, report: FiberReport, { isHeld }: { readonly isHeld: boolean }) {
    this.#isHeld = isHeld;
    this.#ledger = createEffectLedger({ isReleased: !isHeld });
    this.#work = work;
    this.#limits = limits;
    this.#report = report;
    this.#cancelled.promise.catch(() => undefined);
  }

  get state(): FiberState {
    return this.#state;
  }

  /** Why it failed. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  /** How long loading took, in milliseconds. */
  get loadedMs(): number | undefined {
    return this.#loadedMs;
  }

  /** How many calls of others run in it. */
  get running(): number {
    return this.#calls.count;
  }

  effects(): readonly Effect[] {
    return this.#ledger.list();
  }

  /** Loads. Never throws: a failure undoes what was done and is kept in {@link Fiber.failure}. */
  start(): Promise<void> {
    this.#starting ??= this.#load();
    return this.#starting;
  }

  /**
   * Takes the place of `before`: what others meet of that is taken back, and what this one offers begins, with
   * nothing in between. When this one cannot, everything is as it was, and this throws why.
   */
  takeOver(before: Fiber): void {
    before.#ledger.withdraw();
    try {
      this.#ledger.release();
    } catch (failure) {
      before.#ledger.release();
      throw failure;
    }
    this.#become("active");
  }

  /** Unloads once its calls have ended, or after `timeoutMs`. Returns how many calls it did not wait for. */
  async retire(timeoutMs: number): Promise<number> {
    const left = await this.#calls.idle(timeoutMs);
    await this.stop();
    return left;
  }

  /** Unloads, also in the middle of loading. Never throws. Again is harmless. */
  stop(): Promise<void> {
    this.#stopping ??= this.#unload();
    return this.#stopping;
  }

  async #load(): Promise<void> {
    if (this.#stopping !== undefined) return;
    this.#become("loading");
    const startedAt = performance.now();
    const limit = createTimeLimit(this.#limits.loadMs);
    const scope: FiberScope = {
      ledger: this.#ledger,
      calls: this.#calls,
      signal: this.#controller.signal,
      isOver: () => this.#isOver(),
      isHeldBack: () => this.#isHeld && this.#state !== "active",
      unhurried: (work) => limit.unhurried(work),
      fall: (breakdown) => this.#fall(breakdown),
    };
    try {
      await limit.run(() => Promise.race([this.#work.load(scope), this.#cancelled.promise]));
      this.#loadedMs = performance.now() - startedAt;
      this.#become(this.#isHeld ? "ready" : "active");
    } catch (cause) {
      const failure = cause instanceof TookTooLongError ? this.#work.describeHang(cause) : cause;
      await this.#leave();
      if (this.#stopping === undefined) this.#failure = failure instanceof Error ? failure : new Error(String(failure));
      this.#become(this.#stopping === undefined ? "failed" : "disposed");
      if (this.#breakdown !== undefined && this.#stopping === undefined) this.#report.onFallen(this.#breakdown);
    }
  }

  async #unload(): Promise<void> {
    this.#cancelled.reject(new Error("It was stopped while it loaded"));
    await this.#starting;
    if (this.#isOver()) return;
    this.#become("unloading");
    await this.#leave();
    this.#become("disposed");
  }

  /** While it loads, this is a load that fails; once active, it is undone and told of. */
  #fall(breakdown: Breakdown): void {
    this.#breakdown ??= breakdown;
    this.#cancelled.reject(breakdown.failure);
    const isLoaded = this.#state === "active" || this.#state === "ready";
    if (!isLoaded || this.#stopping !== undefined) return;
    this.#stopping = this.#undoFallen(breakdown);
  }

  async #undoFallen(breakdown: Breakdown): Promise<void> {
    this.#failure = breakdown.failure;
    this.#become("unloading");
    await this.#leave();
    this.#become("failed");
    this.#report.onFallen(breakdown);
  }

  /** What is loaded is asked to leave while everything still stands; then everything is undone. */
  async #leave(): Promise<void> {
    await this.#work.unload();
    this.#controller.abort(new Error("The package was unloaded"));
    await this.#ledger.close({ timeoutMs: this.#limits.undoMs, onFailure: this.#report.onUndoFailure });
  }

  #isOver(): boolean {
    return this.#state === "disposed" || this.#state === "failed";
  }

  #become(state: FiberState): void {
    if (!successors[this.#state].includes(state)) throw new Error(`A life that is ${this.#state} cannot be ${state}`);
    this.#state = state;
    this.#report.onState(state);
  }
}
