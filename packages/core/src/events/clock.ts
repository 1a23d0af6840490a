/** Tells the time, in milliseconds since 1970, and waits; one that only tells it lets the machine wait. */
export type Clock = {
  (): number;
  /** Calls `run` after so many milliseconds, and returns how to leave that. */
  readonly after?: (ms: number, run: () => void) => () => void;
};

/** The longest that a timer of the machine may wait, in milliseconds. */
export const timerMsMax = 2 ** 31 - 1;

/** Calls `run` after `ms` milliseconds of `clock`, and returns how to leave that. It keeps no process alive. */
export function startTimer(clock: Clock, ms: number, run: () => void): () => void {
  if (clock.after !== undefined) return clock.after(ms, run);
  const timer = setTimeout(run, Math.min(Math.max(ms, 0), timerMsMax)).unref();
  return () => clearTimeout(timer);
}
