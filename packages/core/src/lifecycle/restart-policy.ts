/** When what broke is started again, and when no more. All in milliseconds, but for the number. */
export type RestartLimits = {
  /** As many breakdowns within the window, and it is quarantined. */
  readonly breakdownsMax: number;
  readonly windowMs: number;
  /** The wait before the second start; it doubles with each further breakdown. The first is tried at once. */
  readonly backoffMs: number;
};

/** What happens next to what broke. */
export type NextStep =
  | { readonly type: "restart"; readonly afterMs: number }
  | { readonly type: "quarantine"; readonly breakdowns: number };

/** Counts breakdowns by name. */
export type RestartPolicy = {
  /** Notes a breakdown, and returns what follows from it. */
  next(name: string): NextStep;
  /** Forgets the breakdowns of `name`: somebody decided to try again. */
  forget(name: string): void;
};

/** Returns a policy that has seen no breakdown. `clock` returns milliseconds. */
export function createRestartPolicy(
  { breakdownsMax, windowMs, backoffMs }: RestartLimits,
  clock: () => number = () => performance.now(),
): RestartPolicy {
  const breakdowns = new Map<string, readonly number[]>();
  return {
    next(name) {
      const now = clock();
      const recent = [...(breakdowns.get(name) ?? []).filter((at) => now - at < windowMs), now];
      breakdowns.set(name, recent);
      if (recent.length >= breakdownsMax) return { type: "quarantine", breakdowns: recent.length };
      return { type: "restart", afterMs: recent.length === 1 ? 0 : backoffMs * 2 ** (recent.length - 2) };
    },
    forget: (name) => void breakdowns.delete(name),
  };
}
