/** Why the process was asked to stop. */
export type StopReason = "SIGINT" | "SIGTERM";

/** How long this run of the program lives, and what it has to clean up. */
export type Lifetime = {
  /** Aborted when the process is asked to stop. */
  readonly signal: AbortSignal;
  /** Settles when the process is asked to stop. */
  readonly stopped: Promise<StopReason>;
  /** Registers what to undo at the end; undone backwards, whether the command worked or not. */
  readonly onEnd: (undo: () => Promise<void> | void) => void;
  /** Asks to stop; the first reason stays. */
  readonly stop: (reason: StopReason) => void;
  /**
   * Passes what was rejected and left to nobody, from now on, to `listener` instead of ending the process.
   *
   * Only for a command that runs other people's code and knows whose it was.
   */
  readonly onStrayRejection: (listener: (reason: unknown) => void) => void;
  /** Passes `reason` on and returns true; false when the command expects none. */
  readonly takeStrayRejection: (reason: unknown) => boolean;
  /** Undoes everything that was registered, once. Throws an `AggregateError` when something would not be undone. */
  readonly end: () => Promise<void>;
};

/** Returns a lifetime that nothing has asked to stop. */
export function createLifetime(): Lifetime {
  const controller = new AbortController();
  const { promise: stopped, resolve } = Promise.withResolvers<StopReason>();
  const undos: (() => Promise<void> | void)[] = [];
  let strayListener: ((reason: unknown) => void) | undefined;
  return {
    signal: controller.signal,
    stopped,
    onEnd: (undo) => void undos.push(undo),
    onStrayRejection(listener) {
      strayListener = listener;
    },
    takeStrayRejection(reason) {
      strayListener?.(reason);
      return strayListener !== undefined;
    },
    stop(reason) {
      resolve(reason);
      controller.abort();
    },
    async end() {
      const failures: unknown[] = [];
      for (let undo = undos.pop(); undo !== undefined; undo = undos.pop()) {
        try {
          await undo();
        } catch (failure) {
          failures.push(failure);
        }
      }
      if (failures.length > 0) throw new AggregateError(failures, "The command could not clean up");
    },
  };
}
