import { resourceMatcher, type ResourceMatcher } from "../permissions/resource-glob.ts";
import { withinTime } from "./within-time.ts";

/** What a listener is given besides the payload. */
export type Delivery = {
  readonly name: string;
  readonly source: string;
  stop(): void;
};

export type Listener = (payload: unknown, delivery: Delivery) => unknown;

/** One listener and how it is called. */
export type Subscription = {
  /** An event's name, or a pattern with `*`, `?` or `[…]`. */
  readonly pattern: string;
  readonly listener: Listener;
  readonly packageName: string;
  /** The plugin of the package that listens. With the package it breaks ties, so that the order does not depend on who came first. */
  readonly owner: string;
  /** Higher is called earlier. */
  readonly priority: number;
  readonly once: boolean;
};

/** One event on its way. */
export type Emission = {
  readonly name: string;
  readonly payload: unknown;
  readonly source: string;
  readonly mode: "parallel" | "sequential";
};

/** The host's one bus. */
export type EventBus = {
  /** Adds a listener and returns how to remove it; removing twice is harmless. */
  subscribe(subscription: Subscription): () => void;
  /** Delivers and returns what the listeners returned, in their order; one that fails is reported and left out. */
  emit(emission: Emission): Promise<readonly unknown[]>;
  /** How many listeners there are. */
  count(): number;
};

type Entry = Subscription & { readonly matches: ResourceMatcher; readonly sequence: number };

/** How a bus deals with listeners that do not do well. */
export type EventBusOptions = {
  /** The longest that an emitter waits for one listener, in milliseconds; it is then left to itself. */
  readonly listenerMs: number;
  /** Told about each listener that throws, or takes too long; the emitter is not. */
  readonly onFailure: (subscription: Subscription, emission: Emission, failure: unknown) => void;
};

/** Returns an empty bus. */
export function createEventBus({ listenerMs, onFailure }: EventBusOptions): EventBus {
  const entries = new Set<Entry>();
  let sequence = 0;

  async function deliver(entry: Entry, emission: Emission, stop: () => void): Promise<readonly unknown[]> {
    try {
      // Each listener gets a copy, as it would in a sandbox: what one does to it is not seen by the next.
      const payload = structuredClone(emission.payload);
      const delivery = { name: emission.name, source: emission.source, stop };
      return [await withinTime(async () => await entry.listener(payload, delivery), listenerMs)];
    } catch (failure) {
      onFailure(entry, emission, failure);
      return [];
    }
  }

  return {
    subscribe(subscription) {
      sequence += 1;
      const entry: Entry = { ...subscription, matches: resourceMatcher(subscription.pattern), sequence };
      entries.add(entry);
      return () => entries.delete(entry);
    },

    async emit(emission) {
      const listeners = [...entries].filter((entry) => entry.matches(emission.name)).toSorted(compareEntries);
      for (const entry of listeners) if (entry.once) entries.delete(entry);
      if (emission.mode === "parallel") {
        return (await Promise.all(listeners.map((entry) => deliver(entry, emission, () => undefined)))).flat();
      }
      const results: unknown[] = [];
      let stopped = false;
      for (const entry of listeners) {
        results.push(...(await deliver(entry, emission, () => (stopped = true))));
        if (stopped) break;
      }
      return results;
    },

    count: () => entries.size,
  };
}

function compareEntries(left: Entry, right: Entry): number {
  if (left.priority !== right.priority) return right.priority - left.priority;
  if (left.packageName !== right.packageName) return left.packageName < right.packageName ? -1 : 1;
  if (left.owner !== right.owner) return left.owner < right.owner ? -1 : 1;
  return left.sequence - right.sequence;
}
