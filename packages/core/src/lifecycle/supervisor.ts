import type { Configuration } from "@larder/sdk";

import { assertEnabled, assertFree, assertKnown, assertRemovable, isDisabled } from "./assert-verb.ts";
import { HostEndsError, IncompatibleStateError } from "./lifecycle-errors.ts";
import type { PackageGraph } from "./package-graph.ts";
import { PackageLives } from "./package-lives.ts";
import { type FindRemoved, PackageMoves } from "./package-moves.ts";
import type { RecordBook } from "./package-records.ts";
import { planUpdate } from "./plan-update.ts";
import { createRecovery, type Recovery } from "./recovery.ts";
import type { Runtime } from "./runtime.ts";
import type { SupervisedPackage, Supervision } from "./supervised-package.ts";
import { type PackageWithReason, type StartSummary, summariseStart, type UpdateSummary } from "./summaries.ts";
import { tellHost } from "./tell-lifecycle.ts";
import { Turns } from "./turns.ts";

export type { StartSummary, UpdateSummary } from "./summaries.ts";

/** What somebody who adds a package says of it. */
export type Expectation = { readonly installArguments: Configuration; readonly isStarted: boolean };

/** What supervision stands on. */
export type SupervisorOptions = {
  readonly runtime: Runtime;
  readonly graph: PackageGraph;
  readonly book: RecordBook;
  /**
   * Returns the package of that name and version, which the host has no longer; undefined when its code is gone. Nothing
   * is taken to be removed when left out.
   */
  readonly findRemoved?: FindRemoved | undefined;
};

/**
 * Starts and stops the packages of a host, one operation after the other. What a package does is in its
 * {@link Supervision}; what is thrown says why a verb was not done.
 */
export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #graph: PackageGraph;
  readonly #book: RecordBook;
  readonly #lives: PackageLives;
  readonly #recovery: Recovery;
  readonly #moves: PackageMoves;
  readonly #turns = new Turns();
  #ending: Promise<void> | undefined;

  constructor(options: SupervisorOptions) {
    this.#options = options;
    this.#graph = options.graph;
    this.#book = options.book;
    this.#lives = new PackageLives({
      ...options,
      onFallen: (name, breakdown) => this.#recovery.onFallen(name, breakdown),
    });
    this.#recovery = createRecovery(options.runtime.limits.restarts, {
      restart: (name) => void this.#unlessEnding(() => this.#lives.start(name)),
      quarantine: (name, reason) => void this.#unlessEnding(() => this.#moves.quarantine(name, reason)),
    });
    this.#moves = new PackageMoves({ ...options, lives: this.#lives, recovery: this.#recovery });
    this.#moves.refuseStuck();
  }

  get(name: string): Supervision {
    return this.#lives.get(name);
  }

  list(): readonly SupervisedPackage[] {
    return this.#graph.list();
  }

  /** Starts what the host requires, then every package that is wanted started, in waves, and tells the host of it. */
  startAll(): Promise<StartSummary> {
    return this.#turns.take(async () => {
      const { findRemoved } = this.#options;
      if (findRemoved !== undefined) await this.#moves.uninstallRemoved(findRemoved);
      const required = this.list().filter(({ isRequired }) => isRequired === true);
      const first = new Set(required.flatMap(({ name }) => [...this.#graph.requirementsOf(name)]));
      for (const name of first) this.#book.note(name, { desired: "started" });
      await this.#moves.reconcile((name) => first.has(name));
      await this.#moves.reconcile(() => true);
      const summary = summariseStart(this.list().map(({ name }) => ({ name, actual: this.get(name).actual })));
      tellHost(this.#options.runtime, "xcore.plugins.booted", summary);
      await this.#save();
      return summary;
    });
  }

  /** Stops every package for good, what requires others first. Whoever asks again waits for the same end. */
  stopAll(): Promise<void> {
    this.#ending ??= this.#stopAll();
    return this.#ending;
  }

  async #stopAll(): Promise<void> {
    // Whoever ends the host does not wait for a package that hangs while it loads: stopping ends the loading.
    this.#lives.close();
    const all = new Set(this.list().map(({ name }) => name));
    const stop = (name: string): Promise<void> => this.#moves.stopOne(name, { isHostEnding: true });
    await this.#moves.inWaves(all, stop, "backwards");
    await this.#turns.take(() => this.#moves.inWaves(all, stop, "backwards"));
    await this.#save();
    await this.#lives.settle();
  }

  /** Starts one package, what it requires first, and then what waits for it. Throws for one that is disabled. */
  start(name: string): Promise<void> {
    return this.#inTurn(async () => {
      const names = this.#wantStarted(name);
      await this.#moves.inWaves(names, (required) => this.#lives.start(required));
      await this.#moves.reconcile((other) => this.#moves.waits(other));
    });
  }

  /** Stops one package, and before it what requires it; it stays so until it is started. Throws for a required one. */
  stop(name: string): Promise<void> {
    return this.#inTurn(async () => {
      assertFree(this.#graph, name, "stopped");
      await this.#moves.stopWithDependants(name);
      if (this.#book.get(name).desired === "started") this.#book.note(name, { desired: "installed" });
    });
  }

  /** Stops one package, which cannot be started until it is enabled. Throws for a required one, and one that is disabled. */
  disable(name: string): Promise<void> {
    return this.#inTurn(async () => {
      assertFree(this.#graph, name, "disabled");
      if (isDisabled(this.#book, name)) throw new IncompatibleStateError(name, "is disabled already");
      await this.#moves.withHooks("disable", name, async () => {
        await this.#moves.stopWithDependants(name);
        this.#book.note(name, { desired: "disabled" });
      });
    });
  }

  /** Lets a disabled package start again, and starts it. Throws for one that is not disabled. */
  async enable(name: string): Promise<void> {
    await this.#inTurn(async () => {
      assertKnown(this.#graph, name);
      if (!isDisabled(this.#book, name)) throw new IncompatibleStateError(name, "is not disabled");
      await this.#moves.withHooks("enable", name, async () => this.#book.note(name, { desired: "started" }));
    });
    await this.start(name);
  }

  /**
   * Loads a package as `read` returns it in the place of what runs under its name, with nothing in between; what does
   * not run is started. Throws why it did not come about; what ran before goes on then.
   */
  reload(name: string, read: () => Promise<SupervisedPackage>): Promise<void> {
    return this.#inTurn(async () => {
      const next = await read();
      const takenBack = await this.#moves.stopIfTakenBack(next);
      if (takenBack !== undefined) throw takenBack;
      const names = this.#wantStarted(name);
      await this.#moves.inWaves(names, async (required) => {
        if (required !== name) await this.#lives.start(required);
      });
      await this.#moves.withHooks("reload", name, () => this.#lives.reload(next));
      await this.#moves.reconcile((other) => this.#moves.waits(other));
      const { actual, reason } = this.get(name);
      if (actual !== "started" && reason !== undefined) throw reason;
    });
  }

  /**
   * Makes what `read` returns the packages of the host: what is new is started, what is gone uninstalled, what has
   * changed is loaded anew with what requires it. Nothing else is touched.
   *
   * What is gone makes room first, unless something that stays still needs it: then once that has changed, too.
   */
  update(read: () => Promise<readonly SupervisedPackage[]>): Promise<UpdateSummary> {
    return this.#inTurn(async () => {
      const plan = planUpdate(this.#graph.list(), await read());
      const gone = new Set(plan.removed);
      const isFree = (name: string): boolean => [...this.#graph.dependantsOf(name)].every((other) => gone.has(other));
      const free = plan.removed.filter(isFree);
      const kept: PackageWithReason[] = [...(await this.#moves.uninstallEach(free))];
      const stopped: PackageWithReason[] = [];
      for (const wave of plan.waves) {
        await Promise.all(
          wave.map(async (next) => {
            const takenBack = await this.#moves.stopIfTakenBack(next);
            if (takenBack !== undefined) return void stopped.push({ name: next.name, reason: takenBack.message });
            const failure = await this.#moves.updateOne(next);
            if (failure !== undefined) kept.push({ name: next.name, reason: failure.message });
          }),
        );
      }
      for (const next of plan.restated) this.#graph.put(next);
      kept.push(...(await this.#moves.uninstallEach(plan.removed.filter((name) => !free.includes(name)))));
      for (const name of this.#graph.stuck) await this.#moves.stopOne(name, { isHostEnding: true });
      this.#moves.refuseStuck();
      await this.#moves.reconcile((name) => this.#moves.waits(name));
      const { added } = plan;
      const unmoved = new Set([...kept, ...stopped].map(({ name }) => name));
      const removed = plan.removed.filter((name) => !unmoved.has(name));
      const reloaded = plan.changed.filter((name) => !unmoved.has(name));
      return { added, removed, reloaded, kept: sortByName(kept), stopped: sortByName(stopped) };
    });
  }

  /** Stops a package for good and forgets it. Throws for a required one, and one that others require. */
  uninstall(name: string): Promise<void> {
    return this.#inTurn(async () => {
      assertRemovable(this.#graph, name);
      await this.#moves.uninstallOne(name);
    });
  }

  /** Remembers what was given when a package was added, and whether it is to start. */
  expect(name: string, { installArguments, isStarted }: Expectation): void {
    this.#book.note(name, { desired: isStarted ? "started" : "installed", installArguments });
  }

  /** Throws why a package cannot be removed from the host. */
  assertRemovable(name: string): void {
    assertRemovable(this.#graph, name);
  }

  /** Notes that a package is wanted started, with all that it requires, and returns their names. */
  #wantStarted(name: string): ReadonlySet<string> {
    const names = this.#graph.requirementsOf(assertKnown(this.#graph, name));
    for (const required of names) assertEnabled(this.#book, required, name);
    for (const required of names) {
      this.#recovery.forgive(required);
      this.#book.note(required, { desired: "started" });
    }
    return names;
  }

  /** Does one piece of work after the other; what is remembered then is saved. Throws {@link HostEndsError} at the end. */
  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    return this.#turns.take(async () => {
      if (this.#ending !== undefined) throw new HostEndsError();
      try {
        return await work();
      } finally {
        await this.#save();
      }
    });
  }

  /** What nobody asked for is left undone when the host ends. */
  async #unlessEnding(work: () => Promise<void>): Promise<void> {
    await this.#inTurn(work).catch((failure: unknown) => {
      if (!(failure instanceof HostEndsError)) throw failure;
    });
  }

  /** A host that may not write there, or has no room, runs all the same. */
  async #save(): Promise<void> {
    try {
      await this.#book.save();
    } catch (failure) {
      this.#options.runtime.log.logOf({}).error("What is wanted of the packages could not be written", { failure });
    }
  }
}

function sortByName(packages: readonly PackageWithReason[]): readonly PackageWithReason[] {
  return packages.toSorted((left, right) => (left.name < right.name ? -1 : 1));
}
