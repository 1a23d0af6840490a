import { IncompatibleStateError, RequireCycleError, UnknownInstalledPackageError } from "./lifecycle-errors.ts";
import type { LifecycleVerb } from "./lifecycle-hooks.ts";
import type { PackageGraph } from "./package-graph.ts";
import { PackageLives } from "./package-lives.ts";
import type { RecordBook } from "./package-records.ts";
import { planUpdate } from "./plan-update.ts";
import { createRecovery, type Recovery } from "./recovery.ts";
import type { Runtime } from "./runtime.ts";
import type { SupervisedPackage, Supervision } from "./supervised-package.ts";
import { tellHost } from "./tell-lifecycle.ts";

/** What a start of a whole host came to; names, sorted. */
export type StartSummary = {
  readonly loaded: readonly string[];
  readonly failed: readonly string[];
  /** Not wanted started, or not allowed to. */
  readonly skipped: readonly string[];
};

/** What an update of a running host came to; names, sorted. */
export type UpdateSummary = {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** Loaded anew: what has changed, and what requires it. */
  readonly reloaded: readonly string[];
  /** What goes on as it was, since its new version did not come about. */
  readonly kept: readonly { readonly name: string; readonly reason: string }[];
};

/** What supervision stands on. */
export type SupervisorOptions = {
  readonly runtime: Runtime;
  readonly graph: PackageGraph;
  readonly book: RecordBook;
};

/**
 * Starts and stops the packages of a host, one operation after the other. What a package does is in its
 * {@link Supervision}; what is thrown says why a verb was not done.
 */
export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #lives: PackageLives;
  readonly #recovery: Recovery;
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: SupervisorOptions) {
    this.#options = options;
    this.#lives = new PackageLives({
      ...options,
      onFallen: (name, breakdown) => this.#recovery.onFallen(name, breakdown),
    });
    this.#recovery = createRecovery(options.runtime.limits.restarts, {
      restart: (name) => void this.#inTurn(() => this.#lives.start(name)),
      quarantine: (name, reason) => void this.#inTurn(() => this.#quarantine(name, reason)),
    });
    this.#refuseStuck();
  }

  get(name: string): Supervision {
    return this.#lives.get(name);
  }

  list(): readonly SupervisedPackage[] {
    return this.#options.graph.list();
  }

  /** Starts every package that is wanted started, in waves, and tells the host of it. */
  startAll(): Promise<StartSummary> {
    return this.#inTurn(async () => {
      await this.#reconcile(() => true);
      const summary = this.#summarise();
      tellHost(this.#options.runtime, "xcore.plugins.booted", summary);
      return summary;
    });
  }

  /** Stops every package for good, what requires others first. */
  async stopAll(): Promise<void> {
    // Whoever ends the host does not wait for a package that hangs while it loads: stopping ends the loading.
    this.#lives.close();
    const all = new Set(this.list().map(({ name }) => name));
    const stop = (name: string): Promise<void> => this.#stopOne(name, { isHostEnding: true });
    await this.#inWaves(all, stop, "backwards");
    await this.#inTurn(() => this.#inWaves(all, stop, "backwards"));
    await this.#lives.settle();
  }

  /** Starts one package, what it requires first, and then what waits for it. Throws for one that is disabled. */
  start(name: string): Promise<void> {
    return this.#inTurn(async () => {
      const names = this.#options.graph.requirementsOf(this.#assertKnown(name));
      for (const required of names) this.#assertEnabled(required, name);
      for (const required of names) {
        this.#recovery.forgive(required);
        this.#options.book.note(required, { desired: "started" });
      }
      await this.#inWaves(names, (required) => this.#lives.start(required));
      await this.#reconcile((other) => this.#waits(other));
    });
  }

  /** Stops one package, and before it what requires it; it stays so until it is started. Throws for a required one. */
  stop(name: string): Promise<void> {
    return this.#inTurn(async () => {
      this.#assertFree(name, "stopped");
      await this.#stopWithDependants(name);
      if (this.#options.book.get(name).desired === "started") this.#options.book.note(name, { desired: "installed" });
    });
  }

  /** Stops one package, which cannot be started until it is enabled. Throws for a required one, and one that is disabled. */
  disable(name: string): Promise<void> {
    return this.#inTurn(async () => {
      this.#assertFree(name, "disabled");
      if (this.#isDisabled(name)) throw new IncompatibleStateError(name, "is disabled already");
      await this.#withHooks("disable", name, async () => {
        await this.#stopWithDependants(name);
        this.#options.book.note(name, { desired: "disabled" });
      });
    });
  }

  /** Lets a disabled package start again, and starts it. Throws for one that is not disabled. */
  async enable(name: string): Promise<void> {
    await this.#inTurn(async () => {
      this.#assertKnown(name);
      if (!this.#isDisabled(name)) throw new IncompatibleStateError(name, "is not disabled");
      await this.#withHooks("enable", name, async () => this.#options.book.note(name, { desired: "started" }));
    });
    await this.start(name);
  }

  /**
   * Loads `next` in the place of what runs under its name, with nothing in between; what does not run is started.
   * Throws why it did not come about; what ran before goes on then.
   */
  reload(next: SupervisedPackage): Promise<void> {
    return this.#inTurn(async () => {
      const { name } = next;
      this.#assertKnown(name);
      this.#assertEnabled(name, name);
      this.#recovery.forgive(name);
      this.#options.book.note(name, { desired: "started" });
      await this.#inWaves(this.#options.graph.requirementsOf(name), async (required) => {
        if (required !== name) await this.#lives.start(required);
      });
      await this.#withHooks("reload", name, () => this.#lives.reload(next));
      await this.#reconcile((other) => this.#waits(other));
    });
  }

  /**
   * Makes `packages` the packages of the host: what is new is started, what is gone uninstalled, what has changed is
   * loaded anew with what requires it. Nothing else is touched.
   */
  update(packages: readonly SupervisedPackage[]): Promise<UpdateSummary> {
    return this.#inTurn(async () => {
      const { graph } = this.#options;
      const plan = planUpdate(graph.list(), packages);
      for (const name of plan.removed) await this.#uninstallOne(name);
      const kept: { name: string; reason: string }[] = [];
      for (const wave of plan.waves) {
        await Promise.all(
          wave.map(async (next) => {
            const failure = await this.#updateOne(next);
            if (failure !== undefined) kept.push({ name: next.name, reason: failure.message });
          }),
        );
      }
      for (const next of plan.restated) graph.put(next);
      this.#refuseStuck();
      await this.#reconcile((name) => this.#waits(name));
      const { added, removed } = plan;
      const unmoved = new Set(kept.map(({ name }) => name));
      const reloaded = plan.changed.filter((name) => !unmoved.has(name));
      return { added, removed, reloaded, kept: kept.toSorted((left, right) => (left.name < right.name ? -1 : 1)) };
    });
  }

  /** Stops a package for good and forgets it. Throws for a required one, and one that others require. */
  uninstall(name: string): Promise<void> {
    return this.#inTurn(async () => {
      this.#assertRemovable(name);
      await this.#uninstallOne(name);
    });
  }

  /** Throws why a package cannot be removed from the host. */
  assertRemovable(name: string): void {
    this.#assertRemovable(name);
  }

  async #updateOne(next: SupervisedPackage): Promise<Error | undefined> {
    const { graph, book, runtime } = this.#options;
    const isWanted = book.get(next.name).desired === "started";
    if (graph.find(next.name) === undefined || !isWanted) {
      graph.put(next);
      if (isWanted) await this.#lives.start(next.name);
      return undefined;
    }
    try {
      await this.#lives.reload(next);
      return undefined;
    } catch (failure) {
      const reason = failure instanceof Error ? failure : new Error(String(failure));
      runtime.log
        .logOf({ package: next.name })
        .error(`\`${next.name}\` goes on as it was: ${reason.message}`, { failure });
      return reason;
    }
  }

  async #uninstallOne(name: string): Promise<void> {
    const { graph, book } = this.#options;
    await this.#stopOthers(name);
    await this.#withHooks("uninstall", name, async () => {
      this.#recovery.cancel(name);
      await this.#lives.uninstall(name);
    });
    graph.remove(name);
    book.forget(name);
  }

  async #quarantine(name: string, reason: Error): Promise<void> {
    this.#lives.refuse(name, { state: "quarantined", reason });
    this.#options.runtime.log.logOf({ package: name }).error(reason.message);
    await this.#stopOthers(name);
    // What requires it says from now on why it does not run.
    const others = this.#options.graph.dependantsOf(name);
    await this.#inWaves(others, async (other) => {
      if (other !== name) await this.#lives.start(other);
    });
  }

  async #stopOthers(name: string): Promise<void> {
    const others = new Set([...this.#options.graph.dependantsOf(name)].filter((other) => other !== name));
    await this.#inWaves(others, (other) => this.#stopOne(other, { isHostEnding: false }), "backwards");
  }

  async #stopWithDependants(name: string): Promise<void> {
    try {
      await this.#stopOthers(name);
      await this.#stopOne(name, { isHostEnding: false });
    } finally {
      // Where a hook keeps it running, what was stopped for it comes back.
      if (this.get(name).state === "active") await this.#reconcile((other) => this.#waits(other));
    }
  }

  async #stopOne(name: string, { isHostEnding }: { readonly isHostEnding: boolean }): Promise<void> {
    this.#recovery.cancel(name);
    const { state } = this.get(name);
    if (state !== "active" && state !== "loading") return await this.#lives.stop(name);
    try {
      await this.#withHooks("stop", name, () => this.#lives.stop(name));
    } catch (failure) {
      if (!isHostEnding) throw failure;
      this.#options.runtime.log.logOf({ package: name }).error("A hook failed while the host stopped", { failure });
      await this.#lives.stop(name);
    }
  }

  /** A hook before a verb that fails keeps it from being done; one after it marks the package, and undoes nothing. */
  async #withHooks(verb: LifecycleVerb, name: string, work: () => Promise<void>): Promise<void> {
    const { hooks, log } = this.#options.runtime;
    await hooks.run(verb, "pre", name);
    await work();
    try {
      await hooks.run(verb, "post", name);
    } catch (failure) {
      const reason = failure instanceof Error ? failure : new Error(String(failure));
      log.logOf({ package: name }).error(reason.message, { failure });
      if (this.#options.graph.find(name) !== undefined) this.#lives.refuse(name, { state: "failed", reason });
    }
  }

  /** Starts what is wanted started and does not run, of those that `isMeant`. */
  async #reconcile(isMeant: (name: string) => boolean): Promise<void> {
    const { graph, book } = this.#options;
    const all = new Set(graph.list().map(({ name }) => name));
    await this.#inWaves(all, async (name) => {
      if (book.get(name).desired === "started" && isMeant(name)) await this.#lives.start(name);
    });
  }

  /** Does a package wait for another one? It was stopped with it, or could not start without it. */
  #waits(name: string): boolean {
    const { state, reason } = this.get(name);
    const isHeldUp = reason !== undefined && "required" in reason;
    return isHeldUp || state === "disposed" || state === "pending";
  }

  #summarise(): StartSummary {
    const states = this.list().map(({ name }) => ({ name, ...this.get(name) }));
    const namesOf = (isMeant: (one: (typeof states)[number]) => boolean): readonly string[] =>
      states.filter(isMeant).map(({ name }) => name);
    return {
      loaded: namesOf(({ state }) => state === "active"),
      failed: namesOf(({ state }) => state === "failed" || state === "quarantined"),
      skipped: namesOf(({ state }) => state !== "active" && state !== "failed" && state !== "quarantined"),
    };
  }

  #refuseStuck(): void {
    const { stuck } = this.#options.graph;
    for (const name of stuck) this.#lives.refuse(name, { state: "failed", reason: new RequireCycleError(stuck) });
  }

  #assertKnown(name: string): string {
    const { graph } = this.#options;
    if (graph.find(name) !== undefined) return name;
    throw new UnknownInstalledPackageError(
      name,
      graph.list().map((known) => known.name),
    );
  }

  #isDisabled(name: string): boolean {
    return this.#options.book.get(name).desired === "disabled";
  }

  #assertEnabled(name: string, starting: string): void {
    if (!this.#isDisabled(name)) return;
    const why =
      name === starting ? "is disabled, so it cannot be started" : `is disabled, and \`${starting}\` requires it`;
    throw new IncompatibleStateError(name, why, `Enable it with \`larder enable ${name}\``);
  }

  #assertFree(name: string, verb: string): void {
    this.#assertKnown(name);
    if (this.#options.graph.find(name)?.isRequired !== true) return;
    throw new IncompatibleStateError(name, `is required by this host, so it cannot be ${verb}`);
  }

  #assertRemovable(name: string): void {
    this.#assertFree(name, "removed");
    const others = [...this.#options.graph.dependantsOf(name)].filter((other) => other !== name).toSorted();
    if (others.length === 0) return;
    const names = others.map((other) => `\`${other}\``).join(", ");
    throw new IncompatibleStateError(name, `is required by ${names}, so it cannot be removed`, "Remove those first");
  }

  /** Acts on those of `names` that stand in one wave together, wave after wave. */
  async #inWaves(
    names: ReadonlySet<string>,
    act: (name: string) => Promise<void>,
    direction: "forwards" | "backwards" = "forwards",
  ): Promise<void> {
    const { waves } = this.#options.graph;
    for (const wave of direction === "forwards" ? waves : waves.toReversed()) {
      await Promise.all(wave.filter((name) => names.has(name)).map(act));
    }
  }

  /** Does one piece of work after the other: two changes of the packages must not overlap. What they remember is saved. */
  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = this.#last.then(async () => {
      try {
        return await work();
      } finally {
        await this.#save();
      }
    });
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  /** A host that may not write there, or has no room, runs all the same. */
  async #save(): Promise<void> {
    try {
      await this.#options.book.save();
    } catch (failure) {
      this.#options.runtime.log.logOf({}).error("What is wanted of the packages could not be written", { failure });
    }
  }
}
