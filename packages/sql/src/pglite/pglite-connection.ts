import type { PGlite } from "@electric-sql/pglite";
import { setImmediate } from "node:timers/promises";

import { rawQuery } from "../query-of.ts";
import { UnsyncedError } from "./durable-node-fs.ts";
import { PreparedStatements, type RowOptions, type StatementResult } from "./prepared-statements.ts";
import { rawQueryOn } from "./query-on.ts";

/** What runs statements: the connection, or one of its transactions. */
export type StatementRunner = {
  query(text: string, values?: readonly unknown[], options?: RowOptions): Promise<StatementResult>;
};

type SyncingAfter = (work: () => Promise<void>) => Promise<void>;

type Work = (transaction: StatementRunner) => Promise<unknown>;

/** Something that waits for the engine, which does one thing at a time. */
type Turn = { readonly type: "alone"; readonly run: () => Promise<void>; readonly settle: Settle } | SharedTurn;

/** A transaction that may be committed together with others. */
type SharedTurn = { readonly type: "shared"; readonly work: Work; readonly settle: Settle };

/** Tells the caller of a transaction how it ended; the commit may still fail a good one. */
type Settle = { readonly resolve: (result: unknown) => void; readonly reject: (error: unknown) => void };

/**
 * Tells the caller of a transaction how it ended. It waits for the commit, also when the transaction failed: what made
 * it fail may be what another one of the group wrote.
 */
type Tell = () => void;

/** Everybody else waits until a group has ended. */
const groupSizeMax = 16;

/**
 * The one connection of a PGlite, on which callers take turns.
 *
 * Transactions that wait at the same time become durable together: each is a savepoint in a common transaction, so
 * that one sync of the log serves all of them. Nobody is told that his is done, and nobody else sees it, before that
 * sync; one that fails is rolled back alone.
 */
export class PgliteConnection implements StatementRunner {
  readonly #statements: PreparedStatements;
  readonly #turns: Turn[] = [];
  readonly [rawQuery] = rawQueryOn(this);
  readonly #syncingAfter: SyncingAfter;
  #isBusy = false;
  /** Why nothing can be asked any more. */
  #unsynced: UnsyncedError | undefined;

  /** `files` sync what a commit wrote; without them, nothing is. */
  constructor(pglite: PGlite, files?: { readonly syncingAfter: SyncingAfter }) {
    this.#statements = new PreparedStatements(pglite);
    this.#syncingAfter = files === undefined ? (work) => work() : (work) => files.syncingAfter(work);
  }

  /** Runs one statement, in a transaction of its own. */
  query(text: string, values: readonly unknown[] = [], options?: RowOptions): Promise<StatementResult> {
    return this.alone(() => this.#statements.run(text, values, options));
  }

  /**
   * Runs `work` in a transaction that may be committed together with others, and is rolled back when `work` throws.
   * What it sets for its transaction (`set local`) would be set for the others, too.
   */
  transaction<Result>(work: (transaction: StatementRunner) => Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#take({ type: "shared", work, settle: { resolve: resolve as Settle["resolve"], reject } });
    });
  }

  /** Runs `work` while nobody else has the engine. */
  alone<Result>(work: () => Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      const settle = { resolve: resolve as Settle["resolve"], reject };
      this.#take({ type: "alone", run: () => work().then(resolve, reject), settle });
    });
  }

  #take(turn: Turn): void {
    this.#turns.push(turn);
    if (!this.#isBusy) void this.#runTurns();
  }

  /** Never throws: every failure goes to those whose turn it is. */
  async #runTurns(): Promise<void> {
    this.#isBusy = true;
    for (let turn = this.#turns.shift(); turn !== undefined; turn = this.#turns.shift()) {
      if (this.#unsynced !== undefined) turn.settle.reject(this.#unsynced);
      else await (turn.type === "alone" ? turn.run() : this.#runGroup(turn));
    }
    this.#isBusy = false;
  }

  async #runGroup(first: SharedTurn): Promise<void> {
    const group = [first];
    const tellings: Tell[] = [];
    try {
      await this.#statements.command("begin");
      for (const turn of group) {
        tellings.push(await this.#runShared(turn));
        // It grows while it runs.
        group.push(...(await this.#nextOfGroup(group.length)));
      }
      await this.#syncingAfter(() => this.#statements.command("commit"));
      for (const tell of tellings) tell();
    } catch (error) {
      // The engine itself failed, so that nothing of the group was committed. Who has an answer keeps it.
      for (const { settle } of group) settle.reject(error);
      if (error instanceof UnsyncedError) this.#unsynced = error;
      await this.#statements.command("rollback").catch(() => undefined);
    }
  }

  async #runShared({ work, settle }: SharedTurn): Promise<Tell> {
    await this.#statements.command("savepoint shared");
    const transaction = new SharedTransaction(this.#statements);
    try {
      const result = await work(transaction);
      await transaction.end();
      await this.#statements.command("release savepoint shared");
      return () => settle.resolve(result);
    } catch (error) {
      await transaction.end();
      await this.#statements.command("rollback to savepoint shared; release savepoint shared");
      return () => settle.reject(error);
    }
  }

  /** Who is nearly there joins: nothing else happens in the process while the engine works. */
  async #nextOfGroup(groupSize: number): Promise<SharedTurn[]> {
    if (groupSize >= groupSizeMax) return [];
    if (!this.#turns.some(isShared)) await setImmediate();
    const index = this.#turns.findIndex(isShared);
    return index === -1 ? [] : this.#turns.splice(index, 1).filter(isShared);
  }
}

function isShared(turn: Turn): turn is SharedTurn {
  return turn.type === "shared";
}

/** The statements of one transaction: one runs at a time, also when several are asked for at once, and none after its end. */
class SharedTransaction implements StatementRunner {
  readonly #statements: PreparedStatements;
  readonly [rawQuery] = rawQueryOn(this);
  #last: Promise<unknown> = Promise.resolve();
  #hasEnded = false;

  constructor(statements: PreparedStatements) {
    this.#statements = statements;
  }

  query(text: string, values: readonly unknown[] = [], options?: RowOptions): Promise<StatementResult> {
    if (this.#hasEnded) throw new Error("A transaction was used after its end");
    const result = this.#last.then(() => this.#statements.run(text, values, options));
    this.#last = result.catch(() => undefined);
    return result;
  }

  /** Waits for statements that nobody awaited: they belong to this transaction and not to the next one. */
  async end(): Promise<void> {
    this.#hasEnded = true;
    await this.#last;
  }
}
