import type { Conflict } from "../conflict.ts";

/** A conflict in words. */
export type ConflictReport = {
  /** What follows from what, in order; the last one is the conclusion. */
  readonly sentences: readonly string[];
  /** Changes that were tried and lead to an answer; three at most. */
  readonly suggestions: readonly string[];
};

/** Returns `conflict` in words. */
export function formatConflict(conflict: Conflict): ConflictReport {
  return {
    sentences: [`These wants cannot be met together: ${[...conflict.versions.keys()].join(", ")}.`],
    suggestions: [],
  };
}
