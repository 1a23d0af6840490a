/** Joins callers that want the same thing while it is on its way: all get the answer to the first one's question. */
export class SingleFlight<Result> {
  readonly #flights = new Map<string, Promise<Result>>();

  run(key: string, work: () => Promise<Result>): Promise<Result> {
    const flight = this.#flights.get(key);
    if (flight !== undefined) return flight;
    const started = work().finally(() => {
      if (this.#flights.get(key) === started) this.#flights.delete(key);
    });
    this.#flights.set(key, started);
    return started;
  }

  /** Lets later callers ask anew; those who wait already get the old answer. */
  forget(key: string): void {
    this.#flights.delete(key);
  }

  /** Is the answer to `key` still wanted from this flight? */
  isCurrent(key: string, flight: Promise<Result>): boolean {
    return this.#flights.get(key) === flight;
  }
}
