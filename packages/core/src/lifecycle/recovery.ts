import { QuarantinedError } from "./lifecycle-errors.ts";
import type { Breakdown } from "./package-code.ts";
import { createRestartPolicy, type RestartLimits } from "./restart-policy.ts";

/** What a recovery can do about a package. */
export type RecoveryMeans = {
  /** Starts it again, in turn. */
  readonly restart: (name: string) => void;
  /** Gives it up, and what requires it. */
  readonly quarantine: (name: string, reason: QuarantinedError) => void;
};

/** Brings packages back whose code is gone from where it ran. */
export type Recovery = {
  /** The package `name` has failed by `breakdown`, and is undone. */
  onFallen(name: string, breakdown: Breakdown): void;
  /** Leaves `name` as it is: somebody stopped it. */
  cancel(name: string): void;
  /** Starts counting again: somebody started it. */
  forgive(name: string): void;
};

/**
 * Returns the recovery of a host's packages: at once, then with growing waits, then no more. Who only ran in
 * the same place as another comes back at once, and is not counted.
 */
export function createRecovery(limits: RestartLimits, { restart, quarantine }: RecoveryMeans): Recovery {
  const policy = createRestartPolicy(limits);
  const waiting = new Map<string, NodeJS.Timeout>();

  function cancel(name: string): void {
    clearTimeout(waiting.get(name));
    waiting.delete(name);
  }

  return {
    onFallen(name, { failure, isOwnFault }) {
      const next = isOwnFault ? policy.next(name) : ({ type: "restart", afterMs: 0 } as const);
      if (next.type === "quarantine") return quarantine(name, new QuarantinedError(name, next.breakdowns, failure));
      cancel(name);
      const again = (): void => {
        waiting.delete(name);
        restart(name);
      };
      waiting.set(name, setTimeout(again, next.afterMs).unref());
    },
    cancel,
    forgive: (name) => policy.forget(name),
  };
}
