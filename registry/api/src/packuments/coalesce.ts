/**
 * Returns a function that joins callers: those that wait at the same time share one run of `work`,
 * which began after the last of them arrived; the next one starts when it ends.
 *
 * So an answer is never older than the question, and the cost does not grow with the number of callers.
 */
export function coalesce<Result>(work: () => Promise<Result>): () => Promise<Result> {
  let running: Promise<unknown> | undefined;
  let waiting: Promise<Result> | undefined;

  return () => {
    waiting ??= (running ?? Promise.resolve())
      .then(
        () => undefined,
        () => undefined,
      )
      .then(() => {
        const run = work();
        running = run;
        waiting = undefined;
        return run;
      });
    return waiting;
  };
}
