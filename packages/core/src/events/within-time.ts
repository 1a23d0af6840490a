/** Returns what `work` returns. Throws {@link TookTooLongError} when that takes longer than `timeoutMs`; it is then left to itself. */
export async function withinTime<Result>(work: () => Result | Promise<Result>, timeoutMs: number): Promise<Result> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new TookTooLongError(timeoutMs)), timeoutMs);
  try {
    return await Promise.race([work(), promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** Something of a package took longer than it may. */
export class TookTooLongError extends Error {
  readonly timeoutMs: number;

  constructor(timeoutMs: number) {
    super(`it took longer than ${timeoutMs} ms`);
    this.name = "TookTooLongError";
    this.timeoutMs = timeoutMs;
  }
}
