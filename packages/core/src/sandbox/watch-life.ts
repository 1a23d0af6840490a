/** How often a process is asked whether it is there, and how long it may take to say so; in milliseconds. */
export type LifeLimits = { readonly everyMs: number; readonly silentMsMax: number };

/** Far longer than all that a process does at once: who is slow because the machine is busy must not be ended. */
const limitsDefault: LifeLimits = { everyMs: 30_000, silentMsMax: 10_000 };

/** What is watched. */
export type WatchedLife = {
  readonly limits?: LifeLimits | undefined;
  readonly ask: () => void;
  /** Called once: it has not answered for so long. */
  readonly onSilent: (silentMs: number) => void;
};

/**
 * Asks a process again and again whether it is there: one that the system has stopped, or that waits for something that
 * never comes, does not end by itself. It does not keep its own process alive.
 */
export function watchLife({ limits = limitsDefault, ask, onSilent }: WatchedLife): {
  readonly heard: () => void;
  readonly stop: () => void;
} {
  let impatience: NodeJS.Timeout | undefined;
  const timer = setInterval(() => {
    if (impatience !== undefined) return;
    ask();
    impatience = setTimeout(() => {
      stop();
      onSilent(limits.silentMsMax);
    }, limits.silentMsMax).unref();
  }, limits.everyMs).unref();

  function heard(): void {
    clearTimeout(impatience);
    impatience = undefined;
  }

  function stop(): void {
    clearInterval(timer);
    heard();
  }

  return { heard, stop };
}
