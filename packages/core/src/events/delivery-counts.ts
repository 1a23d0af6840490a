import { LRUCache } from "lru-cache";

import type { EventMetrics } from "./event-bus.ts";

/** Counts how the listeners of events do. */
export type DeliveryCounts = {
  /** Notes that a listener of `event` was called, for `ms` milliseconds. */
  note(event: string, outcome: { readonly hasFailed: boolean; readonly ms: number }): void;
  /** Sorted by name. */
  list(): readonly EventMetrics[];
};

/** Names of events may hold what a package was sent, so there may be any number of them. */
const namesMax = 1000;

/** Returns counts of nothing. */
export function createDeliveryCounts(): DeliveryCounts {
  const counts = new LRUCache<string, EventMetrics>({ max: namesMax });
  return {
    note(event, { hasFailed, ms }) {
      const before = counts.get(event) ?? { event, deliveries: 0, failures: 0, ms: 0 };
      counts.set(event, {
        event,
        deliveries: before.deliveries + 1,
        failures: before.failures + (hasFailed ? 1 : 0),
        ms: before.ms + ms,
      });
    },
    list: () => [...counts.values()].toSorted((left, right) => (left.event < right.event ? -1 : 1)),
  };
}
