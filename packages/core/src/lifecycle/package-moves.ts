import { assertFree, assertUnneeded } from "./assert-verb.ts";
import { RequireCycleError, RequiredPackageError } from "./lifecycle-errors.ts";
import type { LifecycleVerb } from "./lifecycle-hooks.ts";
import type { PackageGraph } from "./package-graph.ts";
import type { PackageLives } from "./package-lives.ts";
import type { RecordBook } from "./package-records.ts";
import type { Recovery } from "./recovery.ts";
import type { Runtime } from "./runtime.ts";
import type { PackageWithReason } from "./summaries.ts";
import type { SupervisedPackage } from "./supervised-package.ts";

/** What moves stand on. */
export type MoveMeans = {
  readonly runtime: Runtime;
  readonly graph: PackageGraph;
  readonly book: RecordBook;
  readonly lives: PackageLives;
  readonly recovery: Recovery;
};

/** Returns the package of that name and version; undefined when its code is gone. */
export type FindRemoved = (name: string, version: string) => Promise<SupervisedPackage | undefined>;

/** What verbs consist of. Whoever makes a move has the turn. */
export class PackageMoves {
  readonly #means: MoveMeans;

  constructor(means: MoveMeans) {
    this.#means = means;
  }

  /** Brings one package to `next`. Returns why it goes on as it was, if it does. */
  async updateOne(next: SupervisedPackage): Promise<Error | undefined> {
    const { graph, book } = this.#means;
    const isWanted = book.get(next.name).desired === "started";
    if (graph.find(next.name) === undefined || !isWanted) {
      graph.put(next);
      if (isWanted) await this.#means.lives.start(next.name);
      return undefined;
    }
    try {
      await this.#loadAnew(next);
      return undefined;
    } catch (failure) {
      return this.#logKept(next.name, failure);
    }
  }

  /** Another version is an upgrade, which has hooks of its own; the same one is reloaded. */
  async #loadAnew(next: SupervisedPackage): Promise<void> {
    const { graph, lives } = this.#means;
    const isReload = graph.find(next.name)?.version === next.version && lives.get(next.name).actual === "started";
    const load = (): Promise<void> => lives.reload(next);
    await (isReload ? this.withHooks("reload", next.name, load) : load());
  }

  /**
   * Stops a package of which the operator has taken something back, with what requires it. Returns why, or undefined for
   * any other package: a new version that asks for more leaves the one before as it was.
   */
  async stopIfTakenBack(next: SupervisedPackage): Promise<Error | undefined> {
    const { graph, lives } = this.#means;
    if (next.type !== "blocked" || next.reason.code !== "EUNTRUSTED") return undefined;
    if (graph.find(next.name)?.version !== next.version || lives.get(next.name).actual !== "started") return undefined;
    await this.inWaves(
      graph.dependantsOf(next.name),
      (name) => this.stopOne(name, { isHostEnding: true }),
      "backwards",
    );
    graph.put(next);
    await lives.start(next.name);
    return next.reason;
  }

  #logKept(name: string, failure: unknown): Error {
    const reason = failure instanceof Error ? failure : new Error(String(failure));
    const log = this.#means.runtime.log.logOf({ package: name });
    log.error(`\`${name}\` goes on as it was: ${reason.message}`, { failure });
    return reason;
  }

  /** Uninstalls `names`, one after the other. Returns those that go on all the same: others need them, or a hook refuses. */
  async uninstallEach(names: readonly string[]): Promise<readonly PackageWithReason[]> {
    const { graph } = this.#means;
    const going = new Set(names);
    const kept: PackageWithReason[] = [];
    for (const name of names) {
      try {
        assertFree(graph, name, "removed");
        assertUnneeded(
          name,
          [...graph.dependantsOf(name)].filter((other) => !going.has(other)),
        );
        await this.uninstallOne(name);
      } catch (failure) {
        going.delete(name);
        kept.push({ name, reason: this.#logKept(name, failure).message });
      }
    }
    return kept;
  }

  /** Uninstalls what was removed while the host did not run, and forgets it; a hook that refuses is asked again next time. */
  async uninstallRemoved(find: FindRemoved): Promise<void> {
    const { graph, book, runtime } = this.#means;
    for (const [name, { installed }] of Object.entries(book.list())) {
      if (graph.find(name) !== undefined) continue;
      const removed = installed === undefined ? undefined : await find(name, installed);
      if (removed === undefined) {
        book.forget(name);
        const message = `\`${name}\` was removed while the host did not run, and its code is gone: what it left stays`;
        if (installed !== undefined) runtime.log.logOf({ package: name }).warn(message);
        continue;
      }
      graph.put(removed);
      try {
        await this.uninstallOne(name);
      } catch (failure) {
        graph.remove(name);
        runtime.log.logOf({ package: name }).error(`\`${name}\` could not be asked to leave`, { failure });
      }
    }
  }

  /** Stops a package for good, before it what requires it, and forgets it. */
  async uninstallOne(name: string): Promise<void> {
    const { graph, book } = this.#means;
    await this.stopOthers(name);
    await this.withHooks("uninstall", name, async () => {
      this.#means.recovery.cancel(name);
      await this.#means.lives.uninstall(name);
      await this.#means.runtime.installs.forget(name);
    });
    graph.remove(name);
    book.forget(name);
  }

  /** Gives a package up, and what requires it. */
  async quarantine(name: string, reason: Error): Promise<void> {
    this.#means.lives.refuse(name, { actual: "quarantined", reason });
    this.#means.runtime.log.logOf({ package: name }).error(reason.message);
    await this.stopOthers(name);
    // What requires it says from now on why it does not run.
    const others = this.#means.graph.dependantsOf(name);
    await this.inWaves(others, async (other) => {
      if (other !== name) await this.#means.lives.start(other);
    });
  }

  /** Stops what requires a package. */
  async stopOthers(name: string): Promise<void> {
    const others = new Set([...this.#means.graph.dependantsOf(name)].filter((other) => other !== name));
    await this.inWaves(others, (other) => this.stopOne(other, { isHostEnding: false }), "backwards");
  }

  /** Stops a package, and before it what requires it. Throws what a hook before it throws. */
  async stopWithDependants(name: string): Promise<void> {
    try {
      await this.stopOthers(name);
      await this.stopOne(name, { isHostEnding: false });
    } finally {
      // Where a hook keeps it running, what was stopped for it comes back.
      if (this.#means.lives.get(name).actual === "started") await this.reconcile((other) => this.waits(other));
    }
  }

  /** Stops one package. Throws what a hook before it throws, but not while the host ends. */
  async stopOne(name: string, { isHostEnding }: { readonly isHostEnding: boolean }): Promise<void> {
    this.#means.recovery.cancel(name);
    const { actual } = this.#means.lives.get(name);
    if (actual !== "started" && actual !== "starting") return await this.#means.lives.stop(name);
    try {
      await this.withHooks("stop", name, () => this.#means.lives.stop(name));
    } catch (failure) {
      if (!isHostEnding) throw failure;
      this.#means.runtime.log.logOf({ package: name }).error("A hook failed while the host stopped", { failure });
      await this.#means.lives.stop(name);
    }
  }

  /** A hook before a verb that fails keeps it from being done; one after it marks the package, and undoes nothing. */
  async withHooks(verb: LifecycleVerb, name: string, work: () => Promise<void>): Promise<void> {
    const { hooks, log } = this.#means.runtime;
    await hooks.run(verb, "pre", name);
    await work();
    try {
      await hooks.run(verb, "post", name);
    } catch (failure) {
      const reason = failure instanceof Error ? failure : new Error(String(failure));
      log.logOf({ package: name }).error(reason.message, { failure });
      if (this.#means.graph.find(name) !== undefined) this.#means.lives.refuse(name, { actual: "failed", reason });
    }
  }

  /** Starts what is wanted started and does not run, of those that `isMeant`. */
  async reconcile(isMeant: (name: string) => boolean): Promise<void> {
    const { graph, book } = this.#means;
    const all = new Set(graph.list().map(({ name }) => name));
    await this.inWaves(all, async (name) => {
      if (book.get(name).desired === "started" && isMeant(name)) await this.#means.lives.start(name);
    });
  }

  /** Does a package wait for another one? It was stopped with it, or could not start without it. */
  waits(name: string): boolean {
    const { actual, reason } = this.#means.lives.get(name);
    const isHeldUp = reason !== undefined && "required" in reason;
    return isHeldUp || actual === "stopped" || actual === "installed" || actual === "fetched";
  }

  /** Marks what waits for each other, and what waits for that. */
  refuseStuck(): void {
    const { graph, lives } = this.#means;
    for (const name of graph.stuck) {
      const needed = graph.requirementsOf(name);
      const circle = [...graph.dependantsOf(name)].filter((other) => needed.has(other)).toSorted();
      const required = graph.find(name)?.requires.find((other) => graph.stuck.includes(other)) ?? name;
      const isInside = circle.length > 1 || required === name;
      const reason = isInside
        ? new RequireCycleError(circle)
        : new RequiredPackageError(name, required, "cannot start");
      lives.refuse(name, { actual: "failed", reason });
    }
  }

  /** Acts on those of `names` that stand in one wave together, wave after wave. */
  async inWaves(
    names: ReadonlySet<string>,
    act: (name: string) => Promise<void>,
    direction: "forwards" | "backwards" = "forwards",
  ): Promise<void> {
    const { waves } = this.#means.graph;
    for (const wave of direction === "forwards" ? waves : waves.toReversed()) {
      await Promise.all(wave.filter((name) => names.has(name)).map(act));
    }
  }
}
