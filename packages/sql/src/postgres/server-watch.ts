import { DatabaseBusyError, DatabaseUnreachableError } from "../database-errors.ts";
import { findUnreachableReason } from "../driver-error.ts";

/** How long an answer may take before somebody asks whether the server is there at all. */
const suspiciousMs = 400;
/**
 * How often it is looked for the answer to that before the server counts as gone: for a second. Looks are counted and
 * not time, since on a machine that is too busy to run this process the server may not have run either.
 */
const answerLooksMax = 20;
const answerLookEveryMs = 50;
const lookEveryMs = 200;
const probeEveryMs = 1_000;
/** How long a transaction waits for a connection. */
const connectionWaitMsMax = 5_000;

type Waiter = { readonly since: number; readonly reject: (error: Error) => void };

/**
 * Notices that a server does not answer, so that nobody waits for it.
 *
 * A server that is stopped, or behind a network that swallows everything, keeps its connections open and says
 * nothing; a driver then waits for ever, and so does every request. So while anything takes long, a trivial
 * question is asked on a connection of its own. As long as that has its answer in time the server is only slow;
 * when it has not, all that wait fail, and those who come later fail at once, until it has.
 */
export class ServerWatch {
  readonly #database: string;
  readonly #ask: () => Promise<unknown>;
  readonly #waiters = new Set<Waiter>();
  #looking: NodeJS.Timeout | undefined;
  #isProbing = false;
  #lastProbe = -Infinity;
  #failure: DatabaseUnreachableError | undefined;
  #waiting = 0;
  #waits = 0;

  /** `database` is how it is called in messages, `ask` asks the trivial question. */
  constructor(database: string, ask: () => Promise<unknown>) {
    this.#database = database;
    this.#ask = ask;
  }

  /** Does the server answer, as far as is known? */
  get isAnswering(): boolean {
    return this.#failure === undefined;
  }

  /** Transactions that wait for a connection, and how many have had to wait longer than a moment. */
  get connections(): { readonly waiting: number; readonly waits: number } {
    return { waiting: this.#waiting, waits: this.#waits };
  }

  /** Does `work` on the server. Throws {@link DatabaseUnreachableError} when the server stops answering meanwhile. */
  async during<Result>(work: () => PromiseLike<Result>): Promise<Result> {
    if (this.#failure !== undefined) throw this.#failure;
    const { promise, resolve, reject } = Promise.withResolvers<Result>();
    const waiter = { since: performance.now(), reject };
    this.#waiters.add(waiter);
    this.#looking ??= setInterval(() => this.#look(), lookEveryMs).unref();
    work().then(resolve, reject);
    try {
      return await promise;
    } finally {
      this.#waiters.delete(waiter);
    }
  }

  /**
   * Like {@link during}, for work that needs a connection to itself: `begin` calls back once it has one.
   *
   * Throws {@link DatabaseBusyError} when all connections are in use for too long; the work is then never begun.
   */
  async inTransaction<Connection, Result>(
    begin: (work: (connection: Connection) => Promise<Result>) => PromiseLike<Result>,
    work: (connection: Connection) => Promise<Result>,
  ): Promise<Result> {
    const since = performance.now();
    const busy = Promise.withResolvers<never>();
    let hasGivenUp = false;
    this.#waiting += 1;
    const impatience = setTimeout(() => {
      hasGivenUp = true;
      this.#waiting -= 1;
      busy.reject(new DatabaseBusyError(this.#database));
    }, connectionWaitMsMax);

    const begun = this.during(() =>
      begin(async (connection) => {
        if (hasGivenUp) throw new DatabaseBusyError(this.#database);
        clearTimeout(impatience);
        this.#waiting -= 1;
        if (performance.now() - since > 10) this.#waits += 1;
        return work(connection);
      }),
    );
    begun.catch(() => undefined);
    return Promise.race([begun, busy.promise]);
  }

  /** Stops looking. */
  close(): void {
    clearInterval(this.#looking);
    this.#looking = undefined;
  }

  #look(): void {
    const now = performance.now();
    const [oldest] = this.#waiters;
    if (oldest === undefined && this.isAnswering) return this.close();
    const isSuspicious = !this.isAnswering || (oldest !== undefined && now - oldest.since >= suspiciousMs);
    if (!isSuspicious || this.#isProbing || now - this.#lastProbe < probeEveryMs) return;
    this.#lastProbe = now;
    void this.#probeServer();
  }

  async #probeServer(): Promise<void> {
    this.#isProbing = true;
    let looks = 0;
    const looking = setInterval(() => {
      looks += 1;
      if (looks < answerLooksMax) return;
      clearInterval(looking);
      this.#fail("it does not answer");
    }, answerLookEveryMs);
    try {
      await this.#ask();
      this.#failure = undefined;
    } catch (error) {
      const reason = findUnreachableReason(error);
      // Whatever else it says, it answers.
      if (reason === undefined) this.#failure = undefined;
      else this.#fail(reason, error);
    } finally {
      clearInterval(looking);
      this.#isProbing = false;
    }
  }

  #fail(reason: string, cause?: unknown): void {
    this.#failure = new DatabaseUnreachableError(this.#database, reason, cause);
    for (const { reject } of this.#waiters) reject(this.#failure);
    this.#looking ??= setInterval(() => this.#look(), lookEveryMs).unref();
  }
}
