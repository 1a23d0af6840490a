/** Leaves something alone for a while after it has failed several times in a row. */
export class Breaker {
  readonly #now: () => number;
  #failures = 0;
  #openUntil = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** How many failures in a row open it, and for how long. */
  static readonly failuresMax = 3;
  static readonly openMs = 15_000;

  get isOpen(): boolean {
    return this.#now() < this.#openUntil;
  }

  countSuccess(): void {
    this.#failures = 0;
  }

  countFailure(): void {
    this.#failures += 1;
    if (this.#failures < Breaker.failuresMax) return;
    this.#openUntil = this.#now() + Breaker.openMs;
    this.#failures = 0;
  }
}
