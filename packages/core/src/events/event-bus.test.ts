// SPEC.md §2, events. Rule ids in titles refer to it.
import { expect, test } from "vitest";

import { createEventBus, type EventBus, type EventBusOptions, type Listener, type Subscription } from "./event-bus.ts";

function aSubscription(pattern: string, listener: Listener, over: Partial<Subscription> = {}): Subscription {
  return {
    pattern,
    listener,
    packageName: "@home/test",
    owner: "test",
    priority: 50,
    once: false,
    mayReplace: () => true,
    ...over,
  };
}

function aBus(onFailure: EventBusOptions["onFailure"] = () => undefined): EventBus {
  return createEventBus({ listenerMs: 50, onFailure });
}

const emission = { name: "notes.added", payload: { id: 7 }, source: "notes", mode: "parallel" } as const;

test("[E1] [X45] higher priority is called first, ties go by owner and then by arrival", async () => {
  const bus = aBus();
  bus.subscribe(aSubscription("notes.added", () => "z", { owner: "z" }));
  bus.subscribe(aSubscription("notes.added", () => "late", { priority: 10 }));
  bus.subscribe(aSubscription("notes.added", () => "a1", { owner: "a" }));
  bus.subscribe(aSubscription("notes.added", () => "a2", { owner: "a" }));
  bus.subscribe(aSubscription("notes.added", () => "early", { priority: 90 }));

  expect(await bus.emit(emission)).toEqual(["early", "a1", "a2", "z", "late"]);
});

test("[E2] [X45] a wildcard listens to every event that it matches, and learns the full name", async () => {
  const bus = aBus();
  bus.subscribe(aSubscription("notes.*", (_, delivery) => delivery.name));
  bus.subscribe(aSubscription("other.*", () => "never"));

  expect(await bus.emit(emission)).toEqual(["notes.added"]);
});

test("[E3] [X45] once means the first event only, also when two are emitted together", async () => {
  const bus = aBus();
  bus.subscribe(aSubscription("notes.added", () => "once", { once: true }));

  expect(await Promise.all([bus.emit(emission), bus.emit(emission)])).toEqual([["once"], []]);
  expect(bus.count()).toBe(0);
});

test("[E4] [X45] a failing listener is reported and breaks neither the emitter nor the others", async () => {
  const failures: unknown[] = [];
  const bus = aBus((subscription, { name }, failure) => failures.push([subscription.owner, name, String(failure)]));
  bus.subscribe(
    aSubscription("notes.added", () => {
      throw new Error("broken");
    }),
  );
  bus.subscribe(aSubscription("notes.added", () => "fine", { owner: "z" }));

  expect(await bus.emit(emission)).toEqual(["fine"]);
  expect(failures).toEqual([["test", "notes.added", "Error: broken"]]);
});

test("[E11] [X46] a listener that never ends is given up and reported, and the others are heard", async () => {
  const failures: unknown[] = [];
  const bus = aBus(({ owner }, _, failure) => failures.push([owner, String(failure)]));
  bus.subscribe(aSubscription("notes.added", () => new Promise(() => undefined)));
  bus.subscribe(aSubscription("notes.added", () => "fine", { owner: "z" }));

  expect(await bus.emit({ ...emission, mode: "sequential" })).toEqual(["fine"]);
  expect(failures).toEqual([["test", "TookTooLongError: it took longer than 50 ms"]]);
});

test("[E5] [X45] sequential delivery waits for each and ends when one stops it", async () => {
  const bus = aBus();
  const seen: string[] = [];
  bus.subscribe(
    aSubscription("notes.added", async () => {
      await Promise.resolve();
      seen.push("first");
    }),
  );
  bus.subscribe(aSubscription("notes.added", (_, delivery) => [seen.push("second"), delivery.stop()], { owner: "u" }));
  bus.subscribe(aSubscription("notes.added", () => seen.push("third"), { owner: "v" }));

  await bus.emit({ ...emission, mode: "sequential" });

  expect(seen).toEqual(["first", "second"]);
});

test("[E6] listeners cannot reach each other through the payload", async () => {
  const bus = aBus();
  bus.subscribe(aSubscription("notes.added", (payload) => Object.assign(payload as object, { id: 8 }), { owner: "a" }));
  bus.subscribe(aSubscription("notes.added", (payload) => payload, { owner: "b" }));

  expect(await bus.emit({ ...emission, mode: "sequential" })).toEqual([{ id: 8 }, { id: 7 }]);
});

test("[E7] removing a listener twice is harmless and leaves nothing", async () => {
  const bus = aBus();
  const remove = bus.subscribe(aSubscription("notes.*", () => "gone"));

  remove();
  remove();

  expect([bus.count(), await bus.emit(emission)]).toEqual([0, []]);
});

function increase(payload: unknown): unknown {
  return { id: (payload as { readonly id: number }).id + 1 };
}

async function assertNote(payload: unknown): Promise<unknown> {
  if (typeof payload !== "object") throw new TypeError("it must be object");
  return payload;
}

const filtering = { ...emission, check: async (payload: unknown) => payload };

test("[E12] [X46] what a listener of a filtered event returns is what the next one gets", async () => {
  const bus = aBus();
  bus.subscribe(aSubscription("notes.added", increase, { priority: 90 }));
  bus.subscribe(aSubscription("notes.added", () => undefined, { priority: 70 }));
  bus.subscribe(aSubscription("notes.*", (payload) => ({ id: (payload as { readonly id: number }).id * 10 })));

  expect(await bus.filter(filtering)).toEqual({ payload: { id: 80 }, isCancelled: false });
});

test("[E12] what fails, or does not fit, is reported and leaves the payload as it was", async () => {
  const failures: string[] = [];
  const bus = aBus(({ owner }, _, failure) => failures.push(`${owner}: ${String(failure)}`));
  bus.subscribe(
    aSubscription("notes.added", () => {
      throw new Error("broken");
    }),
  );
  bus.subscribe(aSubscription("notes.added", () => "no note", { owner: "u" }));

  expect(await bus.filter({ ...filtering, check: assertNote })).toEqual({ payload: { id: 7 }, isCancelled: false });
  expect(failures).toEqual(["test: Error: broken", "u: TypeError: it must be object"]);
});

test("[E13] who may only listen to a filtered event changes nothing", async () => {
  const bus = aBus();
  bus.subscribe(aSubscription("notes.added", () => ({ id: 0 }), { mayReplace: (event) => event !== "notes.added" }));

  expect(await bus.filter(filtering)).toEqual({ payload: { id: 7 }, isCancelled: false });
});

test.each([
  ["stop", false],
  ["cancel", true],
] as const)(
  "[E14] [X45] `%s` ends a filtered event, which then says that it is cancelled: %s",
  async (way, isCancelled) => {
    const bus = aBus();
    const heard: string[] = [];
    bus.subscribe(aSubscription("notes.added", (_, delivery) => [delivery[way](), { id: 8 }][1], { priority: 90 }));
    bus.subscribe(aSubscription("notes.added", () => heard.push("late")));

    expect([await bus.filter(filtering), heard]).toEqual([{ payload: { id: 8 }, isCancelled }, []]);
    expect(await bus.emit({ ...emission, mode: "sequential" })).toHaveLength(1);
    expect(await bus.emit(emission)).toHaveLength(2);
  },
);

function adding(word: string): Listener {
  return (payload) => `${String(payload)} ${word}`;
}

async function takeAll(payload: unknown): Promise<unknown> {
  return payload;
}

test("[E13] [E14] [X46] hooks around a result are filters: each by its priority, once or always, until one ends it", async () => {
  const bus = aBus();
  bus.subscribe(aSubscription("greeting.*", adding("third"), { priority: 30 }));
  bus.subscribe(aSubscription("greeting.said", adding("first"), { priority: 70 }));
  bus.subscribe(aSubscription("greeting.said", adding("once"), { priority: 60, once: true }));
  const say = (): Promise<{ readonly payload: unknown }> =>
    bus.filter({ name: "greeting.said", payload: "hello", source: "test", check: takeAll });

  expect(await say()).toMatchObject({ payload: "hello first once third" });
  expect(await say()).toMatchObject({ payload: "hello first third" });
});

test("[E11] [E15] [X46] calls, failures and time are counted by event, and a listener that hangs counts as failed", async () => {
  const failures: unknown[] = [];
  const bus = aBus((_, { name }, failure) => failures.push([name, String(failure)]));
  bus.subscribe(aSubscription("notes.*", () => "fine"));
  bus.subscribe(aSubscription("notes.added", () => new Promise(() => undefined)));
  bus.subscribe(
    aSubscription("notes.gone", () => {
      throw new Error("no");
    }),
  );

  await bus.emit(emission);
  await bus.emit({ ...emission, name: "notes.gone" });
  await bus.emit({ ...emission, name: "notes.gone" });

  expect(failures).toHaveLength(3);
  expect(bus.metrics()).toMatchObject([
    { event: "notes.added", deliveries: 2, failures: 1 },
    { event: "notes.gone", deliveries: 4, failures: 2 },
  ]);
  expect(bus.metrics()[0]?.ms).toBeGreaterThan(40);
});

test("[E2] [P5] names and patterns that only hold up the host are refused", async () => {
  const bus = aBus();
  bus.subscribe(aSubscription(`${"*a".repeat(200)}b`, () => "heard"));
  const beganMs = performance.now();

  expect(await bus.emit({ ...emission, name: "a".repeat(256) })).toEqual([]);
  await expect(bus.emit({ ...emission, name: "a".repeat(257) })).rejects.toThrow("at most 256 letters");
  expect(() => bus.subscribe(aSubscription("*a".repeat(300), () => "heard"))).toThrow("at most 512 letters");
  expect([bus.count(), performance.now() - beganMs < 10_000]).toEqual([1, true]);
});
