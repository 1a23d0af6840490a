/** How many failures in a row open it. */
const failuresMax = 3;

/** For how long it is open at first; each probe that fails doubles it. */
const openMs = 15_000;
const openMsMax = 2 * 60_000;

/** What became of the questions so far. */
export type BreakerFacts = {
  readonly isOpen: boolean;
  readonly answered: number;
  readonly failed: number;
  readonly notAsked: number;
};

/**
 * Leaves something alone for a while after it has failed several times in a row.
 *
 * When the while is over, one question goes through as a probe: an answer closes the breaker, another
 * failure opens it for twice as long. Nobody else asks meanwhile.
 */
export class Breaker {
  readonly #now: () => number;
  #failures = 0;
  #openUntil: number | undefined;
  #pauseMs = openMs;
  #probeUntil = 0;
  #answered = 0;
  #failed = 0;
  #notAsked = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  get facts(): BreakerFacts {
    const isOpen = this.#openUntil !== undefined;
    return { isOpen, answered: this.#answered, failed: this.#failed, notAsked: this.#notAsked };
  }

  /** Returns whether a question may be asked now; whoever may says afterwards what became of it. */
  tryEnter(): boolean {
    const mayEnter = this.#mayEnter();
    if (!mayEnter) this.#notAsked += 1;
    return mayEnter;
  }

  #mayEnter(): boolean {
    if (this.#openUntil === undefined) return true;
    const now = this.#now();
    if (now < this.#openUntil || now < this.#probeUntil) return false;
    // A probe that is never heard of again does not keep the breaker open for good.
    this.#probeUntil = now + openMsMax;
    return true;
  }

  /** Says that an answer has begun: the other side is there. Whether it ends well is another matter. */
  countAnswer(): void {
    if (this.#openUntil === undefined) return;
    this.#close();
    this.#failures = failuresMax - 1;
  }

  countSuccess(): void {
    this.#answered += 1;
    this.#close();
    this.#pauseMs = openMs;
  }

  countFailure(): void {
    this.#failed += 1;
    this.#failures += 1;
    const wasProbe = this.#openUntil !== undefined;
    if (!wasProbe && this.#failures < failuresMax) return;
    // Questions that were asked before it opened may still fail.
    if (wasProbe && this.#probeUntil === 0) return;
    if (this.#openUntil !== undefined) this.#pauseMs = Math.min(this.#pauseMs * 2, openMsMax);
    this.#openUntil = this.#now() + this.#pauseMs;
    this.#probeUntil = 0;
  }

  #close(): void {
    this.#failures = 0;
    this.#openUntil = undefined;
    this.#probeUntil = 0;
  }
}
