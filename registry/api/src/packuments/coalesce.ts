/**
 * Returns a function that joins callers: those that wait at the same time share one run of `work`,
 * which began after the last of them arrived; the next one starts when it ends.
 *
 * So an answer is never older than the question, and the cost does not grow with the number of callers. A run
 * begins once everything that has arrived on any socket was read, since those callers may as well share it.
 */
export function coalesce<Result>(work: () => Promise<Result>): () => Promise<Result> {
  let running: Promise<unknown> | undefined;
  let waiting: Promise<Result> | undefined;

  const runNext = async (): Promise<Result> => {
    // Whose run failed has heard of it.
    await running?.catch(() => undefined);
    await new Promise(setImmediate);
    const run = work();
    running = run;
    waiting = undefined;
    return run;
  };
  return () => (waiting ??= runNext());
}
