import { resourceMatcher, type ResourceMatcher } from "../permissions/resource-glob.ts";
import { createDeliveryCounts, type DeliveryCounts } from "./delivery-counts.ts";
import { withinTime } from "./within-time.ts";

/** What a listener is given besides the payload. */
export type Delivery = {
  readonly name: string;
  readonly source: string;
  stop(): void;
  cancel(): void;
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
  /** May what the listener returns take the place of the payload of `event`, where it is filtered? */
  readonly mayReplace: (event: string) => boolean;
};

/** One event on its way. */
export type Emission = {
  readonly name: string;
  readonly payload: unknown;
  readonly source: string;
  readonly mode: "parallel" | "sequential";
};

/** An event whose listeners make something else of its payload. */
export type FilterEmission = Omit<Emission, "mode"> & {
  /** Returns the payload as its schema has it. Throws for one that does not fit. */
  readonly check: (payload: unknown) => Promise<unknown>;
};

/** What the listeners of a filtered event made of it. */
export type Filtered = { readonly payload: unknown; readonly isCancelled: boolean };

/** The host's one bus. */
export type EventBus = {
  /** Adds a listener and returns how to remove it; removing twice is harmless. Throws a TypeError for a pattern that is too long. */
  subscribe(subscription: Subscription): () => void;
  /**
   * Delivers and returns what the listeners returned, in their order; one that fails is reported and left out.
   * Throws a TypeError, as {@link EventBus.filter} does, for a name that is too long.
   */
  emit(emission: Emission): Promise<readonly unknown[]>;
  /**
   * Delivers to one listener after another. What one returns, if anything, is the payload that the next one gets;
   * what does not fit is reported and left out, as is a listener that fails.
   */
  filter(emission: FilterEmission): Promise<Filtered>;
  /** How many listeners there are. */
  count(): number;
  /** How the listeners of each event did, by the event's name; of the newest 1000 names. */
  metrics(): readonly EventMetrics[];
};

/** What was counted of one event. */
export type EventMetrics = {
  readonly event: string;
  /** How often a listener was called. */
  readonly deliveries: number;
  /** How often one threw, or took too long. */
  readonly failures: number;
  /** How long all of them took together, in milliseconds. */
  readonly ms: number;
};

/** The longest name of an event: each is held against the pattern of every listener. */
const nameLengthMax = 256;

type Entry = Subscription & { readonly matches: ResourceMatcher; readonly sequence: number };

/** How a bus deals with listeners that do not do well. */
export type EventBusOptions = {
  /** The longest that an emitter waits for one listener, in milliseconds; it is then left to itself. */
  readonly listenerMs: number;
  /** Told about each listener that throws, or takes too long; the emitter is not. */
  readonly onFailure: (subscription: Subscription, emission: Pick<Emission, "name">, failure: unknown) => void;
};

type DeliveryMeans = EventBusOptions & { readonly counts: DeliveryCounts };

/** Returns an empty bus. */
export function createEventBus(given: EventBusOptions): EventBus {
  const counts = createDeliveryCounts();
  const options = { ...given, counts };
  const entries = new Set<Entry>();
  let sequence = 0;

  /** Returns the listeners of an event in their order; those that listen once are gone then. */
  function take(name: string): readonly Entry[] {
    if (name.length > nameLengthMax) throw new TypeError(`The name of an event has at most ${nameLengthMax} letters`);
    const listeners = [...entries].filter((entry) => entry.matches(name)).toSorted(compareEntries);
    for (const entry of listeners) if (entry.once) entries.delete(entry);
    return listeners;
  }

  return {
    subscribe(subscription) {
      sequence += 1;
      const entry: Entry = { ...subscription, matches: resourceMatcher(subscription.pattern), sequence };
      entries.add(entry);
      return () => entries.delete(entry);
    },

    async emit(emission) {
      const listeners = take(emission.name);
      if (emission.mode === "parallel") {
        const end = { stop: () => undefined, cancel: () => undefined };
        return (await Promise.all(listeners.map((entry) => deliver(options, entry, emission, end)))).flat();
      }
      const results: unknown[] = [];
      let isOver = false;
      const stop = (): void => void (isOver = true);
      for (const entry of listeners) {
        results.push(...(await deliver(options, entry, emission, { stop, cancel: stop })));
        if (isOver) break;
      }
      return results;
    },
    async filter(emission) {
      let { payload } = emission;
      let isOver = false;
      let isCancelled = false;
      const stop = (): void => void (isOver = true);
      const cancel = (): void => void (isOver = isCancelled = true);
      for (const entry of take(emission.name)) {
        payload = await pass(options, entry, { ...emission, payload }, { stop, cancel });
        if (isOver) break;
      }
      return { payload, isCancelled };
    },
    count: () => entries.size,
    metrics: () => counts.list(),
  };
}

/** Returns what a listener returned, if it did. */
async function deliver(
  { listenerMs, onFailure, counts }: DeliveryMeans,
  entry: Entry,
  emission: Omit<Emission, "mode">,
  { stop, cancel }: Pick<Delivery, "stop" | "cancel">,
): Promise<readonly unknown[]> {
  const beganMs = performance.now();
  let hasFailed = false;
  try {
    // Each listener gets a copy, as it would in a sandbox: what one does to it is not seen by the next.
    const payload = structuredClone(emission.payload);
    const delivery = { name: emission.name, source: emission.source, stop, cancel };
    return [await withinTime(async () => await entry.listener(payload, delivery), listenerMs)];
  } catch (failure) {
    hasFailed = true;
    onFailure(entry, emission, failure);
    return [];
  } finally {
    counts.note(emission.name, { hasFailed, ms: performance.now() - beganMs });
  }
}

/** Returns the payload after one listener. */
async function pass(
  options: DeliveryMeans,
  entry: Entry,
  emission: FilterEmission,
  end: Pick<Delivery, "stop" | "cancel">,
): Promise<unknown> {
  const [returned] = await deliver(options, entry, emission, end);
  if (returned === undefined || !entry.mayReplace(emission.name)) return emission.payload;
  try {
    return await emission.check(returned);
  } catch (failure) {
    options.onFailure(entry, emission, failure);
    return emission.payload;
  }
}

function compareEntries(left: Entry, right: Entry): number {
  if (left.priority !== right.priority) return right.priority - left.priority;
  if (left.packageName !== right.packageName) return left.packageName < right.packageName ? -1 : 1;
  if (left.owner !== right.owner) return left.owner < right.owner ? -1 : 1;
  return left.sequence - right.sequence;
}
