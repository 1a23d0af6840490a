import type { Effect } from "./effect-ledger.ts";
import { Fiber, type FiberReport } from "./fiber.ts";
import { findRefusal, type Refusal, type Whereabouts } from "./find-refusal.ts";
import { IncompatibleStateError } from "./lifecycle-errors.ts";
import type { Breakdown } from "./package-code.ts";
import type { PackageGraph } from "./package-graph.ts";
import type { RecordBook } from "./package-records.ts";
import { actualStateOf, type ActualState } from "./package-states.ts";
import { type LifePurpose, PackageWork } from "./package-work.ts";
import { planLife } from "./plan-life.ts";
import type { RunnablePackage, Runtime } from "./runtime.ts";
import type { SupervisedPackage, Supervision } from "./supervised-package.ts";
import { announceLife, rootOf, tellPackage, tellReloaded, tellState, tellUnloaded } from "./tell-lifecycle.ts";

/** What lives stand on. */
export type PackageLivesOptions = {
  readonly runtime: Runtime;
  readonly graph: PackageGraph;
  readonly book: RecordBook;
  /** Told of each life that ended by a breakdown. */
  readonly onFallen: (name: string, breakdown: Breakdown) => void;
};

/** One life: what it does, and which of all it is. */
type Life = { readonly fiber: Fiber; readonly work: PackageWork; readonly incarnation: number };

/** What is known of one package besides its life. */
type Notes = {
  refusal?: Refusal | undefined;
  /** Why what it was last reloaded for did not come about. */
  setback?: Error | undefined;
  reloads: number;
  told: ActualState;
};

const reloadsPerHint = 50;

/** The lives of the packages of a host: of each the one that others meet, and those before it that still end their calls. */
export class PackageLives {
  readonly #options: PackageLivesOptions;
  readonly #lives = new Map<string, Life>();
  readonly #notes = new Map<string, Notes>();
  readonly #retiring = new Set<Promise<void>>();
  #lastIncarnation = 0;
  #isClosing = false;

  constructor(options: PackageLivesOptions) {
    this.#options = options;
  }

  get(name: string): Supervision {
    const { graph, book } = this.#options;
    const life = this.#lives.get(name);
    const { actual, reason } = this.#whereIs(name);
    const { reloads, setback } = this.#notesOf(name);
    return {
      desired: graph.find(name) === undefined ? "absent" : book.get(name).desired,
      actual,
      reason: reason ?? setback,
      effects: life?.fiber.effects() ?? [],
      startMs: life?.fiber.loadedMs,
      incarnation: life?.incarnation,
      reloads,
      running: life?.fiber.running ?? 0,
    };
  }

  /** Starts a package that is not active, when what it requires is. Never throws for what it does. */
  async start(name: string): Promise<void> {
    const supervised = this.#options.graph.find(name);
    if (supervised === undefined || this.#isClosing || this.#whereIs(name).actual === "started") return;
    // One that only counts as failed begins anew.
    if (this.#lives.get(name)?.fiber.state === "active") await this.stop(name);
    const refusal = this.#findRefusal(supervised);
    if (refusal !== undefined) {
      this.refuse(name, refusal);
      this.#logOf(name).warn(refusal.reason.message);
      return;
    }
    if (supervised.type === "blocked") return;
    this.#note(name, { refusal: undefined, setback: undefined });
    const life = this.#createLife(supervised, supervised.pkg, "start");
    this.#lives.set(name, life);
    await life.fiber.start();
    announceLife(this.#options.runtime, supervised, life.fiber);
    if (life.fiber.state === "active") await this.#runPostStart(name);
  }

  /** Stops a package that is active or loads. Never throws. */
  async stop(name: string): Promise<void> {
    const fiber = this.#lives.get(name)?.fiber;
    if (fiber?.state !== "active" && fiber?.state !== "loading") return;
    await fiber.stop();
    this.#note(name, { refusal: undefined });
    const supervised = this.#options.graph.find(name);
    if (supervised === undefined) return;
    this.#tellState(supervised);
    tellPackage(this.#options.runtime, "package.stopped", supervised);
    tellUnloaded(this.#options.runtime, supervised);
  }

  /**
   * Loads `next` in the place of the life that runs, with nothing in between; without one, starts it. When `next` does
   * not come about, the life before goes on, and this throws why.
   */
  async reload(next: SupervisedPackage): Promise<void> {
    const { graph } = this.#options;
    const before = this.#lives.get(next.name);
    if (before?.fiber.state !== "active") {
      graph.put(next);
      return await this.start(next.name);
    }
    try {
      const life = await this.#loadBeside(before, next);
      this.#lives.set(next.name, life);
      graph.put(next);
      this.#note(next.name, { refusal: undefined, setback: undefined, reloads: this.#notesOf(next.name).reloads + 1 });
      this.#retire(next.name, before);
    } catch (failure) {
      this.#note(next.name, { setback: failure instanceof Error ? failure : new Error(String(failure)) });
      throw failure;
    }
    this.#logOf(next.name).info(`Reloaded \`${next.name}\``, { version: next.version });
    if (next.mode === "trusted") this.#hintAtMemory(next.name);
    tellReloaded(this.#options.runtime, next, this.get(next.name).effects);
  }

  /** Stops a package for good, and lets it undo what it left outside of the host; what does not run is loaded for that. */
  async uninstall(name: string): Promise<void> {
    const supervised = this.#options.graph.find(name);
    const life = this.#lives.get(name);
    if (life?.fiber.state === "active") {
      life.work.leaveForGood();
      await this.stop(name);
    } else if (supervised?.type === "runnable") {
      const last = this.#createLife(supervised, supervised.pkg, "leave");
      last.work.leaveForGood();
      await last.fiber.start();
      if (last.fiber.state === "failed") {
        const failure = last.fiber.failure;
        this.#logOf(name).error(`\`${name}\` could not be asked to leave`, { failure: rootOf(failure) });
      }
      await last.fiber.stop();
    } else if (supervised?.type === "blocked" && this.#options.book.get(name).installed !== undefined) {
      this.#logOf(name).warn(`\`${name}\` was not asked to leave: ${supervised.reason.message}`);
    }
    this.#lives.delete(name);
    this.#notes.delete(name);
  }

  /** Node forgets no module that it has read, so a process in which much is reloaded grows. */
  #hintAtMemory(name: string): void {
    const { reloads } = this.#notesOf(name);
    if (reloads % reloadsPerHint !== 0) return;
    this.#logOf(name).warn(`\`${name}\` was reloaded ${reloads} times; what was read before stays in memory`, {
      hint: "Stop the host and start it again at some time",
    });
  }

  /** Keeps a package from starting, until it is started again all the same. What runs of it goes on. */
  refuse(name: string, refusal: Refusal): void {
    this.#note(name, { refusal });
    const supervised = this.#options.graph.find(name);
    if (supervised !== undefined) this.#tellState(supervised);
  }

  /** From now on nothing is started. */
  close(): void {
    this.#isClosing = true;
  }

  /** Resolves once no life is left that was replaced. */
  async settle(): Promise<void> {
    await Promise.all(this.#retiring);
  }

  /** Loads `next` while `before` runs, and puts it into its place. Throws why it could not. */
  async #loadBeside(before: Life, next: SupervisedPackage): Promise<Life> {
    const refusal = this.#findRefusal(next);
    if (next.type === "blocked" || refusal !== undefined) {
      throw refusal?.reason ?? new IncompatibleStateError(next.name, "may not run");
    }
    await before.work.reload();
    const life = this.#createLife(next, next.pkg, "replace");
    await life.fiber.start();
    try {
      if (life.fiber.state !== "ready") {
        throw life.fiber.failure ?? new IncompatibleStateError(next.name, "was stopped while it was loaded anew");
      }
      // Nothing waits between these two: no call meets half of each.
      life.fiber.takeOver(before.fiber);
      return life;
    } catch (failure) {
      await life.fiber.stop();
      throw failure;
    }
  }

  #retire(name: string, { fiber }: Life): void {
    const retirement = this.#endRetired(name, fiber);
    this.#retiring.add(retirement);
    void retirement.finally(() => this.#retiring.delete(retirement));
  }

  async #endRetired(name: string, fiber: Fiber): Promise<void> {
    const calls = await fiber.retire(this.#options.runtime.limits.retireMs);
    if (calls > 0) this.#logOf(name).warn(`A life of \`${name}\` was ended before its calls had`, { calls });
  }

  #createLife(supervised: SupervisedPackage, pkg: RunnablePackage, purpose: LifePurpose): Life {
    const { name } = supervised;
    const work = new PackageWork(
      this.#options.runtime,
      pkg,
      planLife(this.#options.book, { supervised, pkg, purpose }),
    );
    const isCurrent = (): boolean => this.#lives.get(name)?.fiber === fiber;
    const report: FiberReport = {
      onState: (state) => {
        this.#logOf(name).debug(`\`${name}\` is ${state}`);
        if (isCurrent()) this.#tellState(supervised);
      },
      onUndoFailure: ({ label }: Effect, failure) =>
        this.#logOf(name).error(`\`${label}\` could not be undone`, { failure }),
      onFallen: (breakdown) => {
        // One that was replaced is not brought back.
        if (!isCurrent()) return;
        // A failure while it loads is told of by whoever started it.
        if (fiber.loadedMs !== undefined) announceLife(this.#options.runtime, supervised, fiber);
        this.#options.onFallen(name, breakdown);
      },
    };
    const fiber = new Fiber(work, this.#options.runtime.limits, report, { isHeld: purpose !== "start" });
    this.#lastIncarnation += 1;
    return { fiber, work, incarnation: this.#lastIncarnation };
  }

  /** A hook after a start that fails leaves the package running, and marked. */
  async #runPostStart(name: string): Promise<void> {
    try {
      await this.#options.runtime.hooks.run("start", "post", name);
    } catch (failure) {
      const reason = failure instanceof Error ? failure : new Error(String(failure));
      this.#logOf(name).error(reason.message, { failure });
      this.refuse(name, { actual: "failed", reason });
    }
  }

  #findRefusal(supervised: SupervisedPackage): Refusal | undefined {
    return findRefusal(supervised, this.#options.graph, (name) => this.#whereIs(name));
  }

  #whereIs(name: string): Whereabouts {
    const { refusal } = this.#notesOf(name);
    if (refusal !== undefined) return refusal;
    const fiber = this.#lives.get(name)?.fiber;
    const isInstalled = this.#options.book.get(name).installed !== undefined;
    return { actual: actualStateOf(fiber?.state ?? "pending", { isInstalled }), reason: fiber?.failure };
  }

  /** Tells what has become of a package, if it is another thing than what was told last. */
  #tellState(supervised: SupervisedPackage): void {
    const { name } = supervised;
    const { actual: to } = this.#whereIs(name);
    const { told: from } = this.#notesOf(name);
    if (from === to) return;
    this.#note(name, { told: to });
    tellState(this.#options.runtime, supervised, { from, to });
    if (to !== "starting" && to !== "stopping") this.#options.book.note(name, { actual: to });
  }

  #notesOf(name: string): Notes {
    return this.#notes.get(name) ?? { reloads: 0, told: "fetched" };
  }

  #note(name: string, change: Partial<Notes>): void {
    this.#notes.set(name, { ...this.#notesOf(name), ...change });
  }

  #logOf(name: string): ReturnType<Runtime["log"]["logOf"]> {
    return this.#options.runtime.log.logOf({ package: name });
  }
}
