/** Joins callers that want the same thing while it is on its way: all get the answer to the first one's question. */
export class SingleFlight<Result> {
  readonly #flights = new Map<string, Promise<Result>>();

  run(key: string, work: () => Promise<Result>): Promise<Result> {
    const flight = this.#flights.get(key);
    if (flight !== undefined) return flight;
    const started = work().finally(() => {
      this.#flights.delete(key);
    });
    this.#flights.set(key, started);
    return started;
  }
}
