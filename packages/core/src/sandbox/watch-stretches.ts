import type { StretchMark } from "./runner/stretch-record.ts";

/** What is watched. */
export type WatchedStretches = {
  /** Returns what runs now. */
  readonly read: () => StretchMark;
  /** Returns the longest that a stretch of `vm` may take, in milliseconds; undefined for one that is not known. */
  readonly limitMs: (vm: number) => number | undefined;
  /** Called once: what runs goes on, although its engine was to end it after `limitMs`. */
  readonly onOverrun: (limitMs: number) => void;
};

const pollMs = 50;
/** How long the engine's own interrupt has the first word. */
const graceMs = 250;

/** Looks again and again whether what runs is still what ran before. It does not keep the process alive. */
export function watchStretches({ read, limitMs, onOverrun }: WatchedStretches): { readonly stop: () => void } {
  let seen: StretchMark = { vm: 0, stretch: 0 };
  let sinceMs = 0;

  function look(): void {
    const now = performance.now();
    const mark = read();
    if (mark.vm !== seen.vm || mark.stretch !== seen.stretch) {
      seen = mark;
      sinceMs = now;
      return;
    }
    const limit = mark.vm === 0 ? undefined : limitMs(mark.vm);
    if (limit === undefined || now - sinceMs < limit + graceMs) return;
    stop();
    onOverrun(limit);
  }

  const timer = setInterval(look, pollMs).unref();
  const stop = (): void => clearInterval(timer);
  return { stop };
}
