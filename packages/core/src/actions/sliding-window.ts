/** How many calls there may be within any stretch of time. */
export type RateLimit = {
  readonly calls: number;
  /** Milliseconds. */
  readonly periodMs: number;
};

/** Calls that came almost at the same time. */
type Moment = { readonly from: number; to: number; calls: number };

/** Into how many moments a period is divided at most: that is what a window costs in memory. */
const momentsPerPeriod = 1000;

/**
 * Counts the calls of the last period, at every moment anew: in no stretch of `periodMs` there are more than `calls`.
 *
 * Calls of one thousandth of a period share an entry and leave the window with the last of them, so that the window
 * of a limit of millions stays small. A refused call is not counted.
 */
export class SlidingWindow {
  readonly #limit: RateLimit;
  readonly #moments: Moment[] = [];
  #used = 0;

  constructor(limit: RateLimit) {
    this.#limit = limit;
  }

  /** Returns the milliseconds from `now` until a call fits; 0 when one does. */
  waitMs(now: number): number {
    const { calls, periodMs } = this.#limit;
    this.#drop(now);
    const [oldest] = this.#moments;
    return this.#used >= calls ? Math.max(1, (oldest?.to ?? now) + periodMs - now) : 0;
  }

  /** Counts a call at the time `now`, and returns 0; if it is one too many, the milliseconds until one fits. */
  take(now: number): number {
    const { periodMs } = this.#limit;
    const waitMs = this.waitMs(now);
    if (waitMs > 0) return waitMs;
    const newest = this.#moments.at(-1);
    if (newest !== undefined && now - newest.from < periodMs / momentsPerPeriod) {
      newest.to = Math.max(newest.to, now);
      newest.calls += 1;
    } else {
      this.#moments.push({ from: now, to: now, calls: 1 });
    }
    this.#used += 1;
    return 0;
  }

  /** How many calls the window holds at the time `now`. */
  used(now: number): number {
    this.#drop(now);
    return this.#used;
  }

  /** How many entries it costs to know that. */
  moments(): number {
    return this.#moments.length;
  }

  #drop(now: number): void {
    const isOver = ({ from, to }: Moment): boolean =>
      // A clock that was set back must not keep what it counted for longer than a period.
      to + this.#limit.periodMs <= now || from > now + this.#limit.periodMs;
    let over = 0;
    for (const moment of this.#moments) {
      if (!isOver(moment)) break;
      this.#used -= moment.calls;
      over += 1;
    }
    if (over > 0) this.#moments.splice(0, over);
  }
}
