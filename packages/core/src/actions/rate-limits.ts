import type { RegisteredAction } from "./action.ts";
import { RateLimitedError } from "./action-errors.ts";
import { type RateLimit, SlidingWindow } from "./sliding-window.ts";

/** How a limit is used. */
export type RateLimitUse = RateLimit & {
  /** The plugin, or the action, whose calls are counted, with its package: `@home/notes/notes`. */
  readonly target: string;
  /** Calls in the last period. */
  readonly used: number;
  /** Calls that were refused since the host started. */
  readonly refused: number;
};

/** Counts calls against the limits of their targets. */
export type RateLimits = {
  /** Throws {@link RateLimitedError} when a call of `action` would be one too many. Counts nothing but the refusal. */
  check(action: RegisteredAction): void;
  /** Counts a call of `action` that was checked just now. */
  count(action: RegisteredAction): void;
  /** The limits that were used, by target. */
  list(): readonly RateLimitUse[];
};

type Counted = { readonly limit: RateLimit; readonly window: SlidingWindow; refused: number };

/** Returns limits of which nothing is used. */
export function createRateLimits(clock: () => number): RateLimits {
  const targets = new Map<string, Counted>();

  function windowOf(target: string, { calls, periodMs }: RateLimit): Counted {
    const known = targets.get(target);
    // A package that was started again, with another limit, begins anew.
    if (known?.limit.calls === calls && known.limit.periodMs === periodMs) return known;
    const limit = { calls, periodMs };
    const made = { limit, window: new SlidingWindow(limit), refused: 0 };
    targets.set(target, made);
    return made;
  }

  return {
    check(action) {
      for (const { target, ...limit } of action.rateLimits) {
        const counted = windowOf(target, limit);
        const waitMs = counted.window.waitMs(clock());
        if (waitMs === 0) continue;
        counted.refused += 1;
        throw new RateLimitedError(action.name, { target, ...limit, retryAfterMs: waitMs });
      }
    },
    count(action) {
      for (const { target, ...limit } of action.rateLimits) windowOf(target, limit).window.take(clock());
    },
    list: () =>
      [...targets]
        .toSorted(([left], [right]) => (left < right ? -1 : 1))
        .map(([target, { limit, window, refused }]) => ({ target, ...limit, used: window.used(clock()), refused })),
  };
}
