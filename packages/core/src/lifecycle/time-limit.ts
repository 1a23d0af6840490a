import { TookTooLongError } from "../events/within-time.ts";

/** A limit to how long work may take, which stands still while the work waits for others. */
export type TimeLimit = {
  /** Returns what `work` returns. Throws `TookTooLongError` when its time is over; it is then left to itself. */
  run<Result>(work: () => Promise<Result>): Promise<Result>;
  /** The time that `work` takes does not count; it has a limit of its own. */
  unhurried<Result>(work: () => Promise<Result>): Promise<Result>;
};

/** Returns a limit of `timeoutMs`, for one run. */
export function createTimeLimit(timeoutMs: number): TimeLimit {
  const { promise: tooLate, reject } = Promise.withResolvers<never>();
  let leftMs = timeoutMs;
  let runsSince = 0;
  let timer: NodeJS.Timeout | undefined;
  let isOver = false;
  tooLate.catch(() => undefined);

  function go(): void {
    if (isOver) return;
    runsSince = performance.now();
    timer = setTimeout(() => reject(new TookTooLongError(timeoutMs)), leftMs);
  }

  return {
    async run(work) {
      go();
      try {
        return await Promise.race([work(), tooLate]);
      } finally {
        isOver = true;
        clearTimeout(timer);
      }
    },
    async unhurried(work) {
      clearTimeout(timer);
      leftMs -= performance.now() - runsSince;
      try {
        return await work();
      } finally {
        go();
      }
    },
  };
}
