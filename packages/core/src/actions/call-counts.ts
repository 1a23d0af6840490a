import { ExpectedError } from "@larder/errors";

import { AccountsMissingError } from "../permissions/access.ts";
import { fullNameOf, type RegisteredAction } from "./action.ts";
import { InvalidValueError } from "./action-errors.ts";

/** How a call ended, for who counts. */
export type CallOutcome = "ok" | "failed" | "invalid" | "refused" | "limited" | "timeout" | "fault";

/** Upper bounds of the buckets, in seconds: from a function in the same process to one that asks the whole world. */
export const durationBuckets = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30];

/** The calls of one action. */
export type CallCount = {
  readonly packageName: string;
  /** Its full name. */
  readonly action: string;
  readonly outcomes: ReadonlyMap<CallOutcome, number>;
  /** How many calls fell into each bucket; the last entry is for those beyond. */
  readonly buckets: Float64Array;
  /** All calls together. */
  readonly seconds: number;
};

/** Counts every call of a host, and how long it took. */
export type CallCounts = {
  /** Counts a call of `action` that began at `startedMs` on the clock of `performance` and ended as `failure` says. */
  note(action: RegisteredAction, startedMs: number, failure?: unknown): void;
  /** What was counted, by full name. */
  list(): readonly CallCount[];
};

type Counting = { -readonly [Field in keyof CallCount]: CallCount[Field] } & {
  readonly outcomes: Map<CallOutcome, number>;
};

/** Returns counts of nothing. An action that is gone keeps its numbers: counters never go back. */
export function createCallCounts(): CallCounts {
  const counts = new Map<string, Counting>();
  const found = new WeakMap<RegisteredAction, Counting>();

  function countOf(action: RegisteredAction): Counting {
    const known = found.get(action);
    if (known !== undefined) return known;
    const count = findCount(action);
    found.set(action, count);
    return count;
  }

  function findCount(action: RegisteredAction): Counting {
    const name = fullNameOf(action);
    const known = counts.get(name);
    if (known !== undefined) return known;
    const made: Counting = {
      packageName: action.packageName,
      action: name,
      outcomes: new Map(),
      buckets: new Float64Array(durationBuckets.length + 1),
      seconds: 0,
    };
    counts.set(name, made);
    return made;
  }

  return {
    note(action, startedMs, failure) {
      const count = countOf(action);
      const outcome = failure === undefined ? "ok" : outcomeOf(failure);
      count.outcomes.set(outcome, (count.outcomes.get(outcome) ?? 0) + 1);
      const seconds = (performance.now() - startedMs) / 1000;
      count.seconds += seconds;
      let bucket = 0;
      while (bucket < durationBuckets.length && seconds > (durationBuckets[bucket] ?? 0)) bucket += 1;
      count.buckets[bucket] = (count.buckets[bucket] ?? 0) + 1;
    },
    list: () => [...counts.values()].toSorted((left, right) => (left.action < right.action ? -1 : 1)),
  };
}

const outcomes: ReadonlyMap<string, CallOutcome> = new Map([
  ["EACTION", "failed"],
  ["E404", "failed"],
  ["EVALIDATION", "invalid"],
  ["E401", "refused"],
  ["ENEEDAUTH", "refused"],
  ["E403", "refused"],
  ["E429", "limited"],
  ["ETIMEOUT", "timeout"],
]);

/** Authors choose their own words; a number for each would be endless. */
function outcomeOf(failure: unknown): CallOutcome {
  // Who asks from elsewhere at a host without accounts is refused, and nothing of the action has failed.
  if (failure instanceof AccountsMissingError) return "refused";
  if (failure instanceof InvalidValueError && failure.side === "output") return "fault";
  return (failure instanceof ExpectedError ? outcomes.get(failure.code) : undefined) ?? "fault";
}
