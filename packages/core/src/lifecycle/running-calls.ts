import { setTimeout as delay } from "node:timers/promises";

/** The calls that run in one life of a package. */
export type RunningCalls = {
  /** Notes that one begins, and returns how to note its end; twice is harmless. */
  begin(): () => void;
  /** How many run. */
  readonly count: number;
  /** Resolves when none runs any more, or after `timeoutMs`. Returns how many are left to themselves. */
  idle(timeoutMs: number): Promise<number>;
};

/** Returns a count of nothing. */
export function createRunningCalls(): RunningCalls {
  let running = 0;
  let onIdle: (() => void) | undefined;
  return {
    begin() {
      let runs = true;
      running += 1;
      return () => {
        if (!runs) return;
        runs = false;
        running -= 1;
        if (running === 0) onIdle?.();
      };
    },
    get count() {
      return running;
    },
    async idle(timeoutMs) {
      if (running === 0) return 0;
      const { promise, resolve } = Promise.withResolvers<void>();
      onIdle = resolve;
      const timer = new AbortController();
      const tooLong = delay(timeoutMs, undefined, { signal: timer.signal, ref: false }).catch(() => undefined);
      await Promise.race([promise, tooLong]);
      timer.abort();
      return running;
    },
  };
}
