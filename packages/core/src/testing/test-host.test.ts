// SPEC.md §5, lifecycle. Rule ids in titles refer to it.
import { allow, Db, definePlugin, event, service } from "@larder/sdk";
import { expect, test } from "vitest";

import { testHost } from "./test-host.ts";

type Clock = { now(): number; set(time: number): void };
const Clock = service<Clock, "test.clock">("test.clock");
const added = event<{ id: number }>("notes.added");

const everything = definePlugin({
  needs: { clock: Clock, db: Db },
  permissions: [allow("db"), allow("ext.test.clock", ["now"]), allow("events:other.*", ["subscribe"])],
  actions: {
    now: (_, { clock }) => ({ now: clock.now() }),
    tamper: (_, { clock }) => clock.set(0),
  },
  on: [{ event: "other.*", handler: (payload) => payload }],
  routes: () => new Response("hello"),
  setup(context) {
    context.on(added, ({ id }) => id);
    context.every(60_000, () => undefined);
    void context.effect("open file", () => () => undefined);
  },
});

test("[L1] everything that a plugin does is an effect that can be listed, and nothing is left when it goes", async () => {
  const clock: Clock = { now: () => 42, set: () => undefined };
  await using host = await testHost({ plugin: everything, name: "notes", services: [[Clock, clock]] });

  expect(host.effects()).toEqual([
    "notes: listener notes.added",
    "notes: timer 60000 ms",
    "notes: effect open file",
    "notes: action notes.now",
    "notes: action notes.tamper",
    "notes: listener other.*",
    "notes: routes /plugins/notes/",
  ]);
  expect(await host.call("notes.now", {})).toEqual({ now: 42 });
  expect(await host.emit("other.thing", { id: 1 })).toEqual([{ id: 1 }]);
  await host.assertClean();
  expect(host.effects()).toEqual([]);
});

test("[S2] each method of a service asks for its own name", async () => {
  const clock: Clock = { now: () => 42, set: () => undefined };
  await using host = await testHost({ plugin: everything, name: "notes", services: [[Clock, clock]] });

  await expect(host.call("notes.tamper", {})).rejects.toMatchObject({
    code: "E403",
    message: "`@local/notes` may not set `ext.test.clock`",
  });
});

class Counter {
  readonly secret = "hunter2";
  #count = 0;
  next(): number {
    this.#count += 1;
    return this.#count;
  }
  reset(): void {
    this.#count = 0;
  }
}

test("[S2] a service may be frozen or of a class, and nothing leads around the question", async () => {
  const token = service<Counter, "test.counter">("test.counter");
  const plugin = definePlugin({
    needs: { counter: token },
    permissions: [allow("ext.test.counter", ["next"])],
    actions: {
      next: (_, { counter }) => counter.next(),
      look: (_, { counter }) => counter.secret,
      around: (_, { counter }) => [
        Object.getOwnPropertyDescriptor(counter, "secret"),
        Object.getPrototypeOf(counter),
        Object.keys(counter),
      ],
    },
  });
  await using host = await testHost({ plugin, name: "notes", services: [[token, Object.freeze(new Counter())]] });

  expect([await host.call("notes.next", {}), await host.call("notes.next", {})]).toEqual([1, 2]);
  await expect(host.call("notes.look", {})).rejects.toThrow("`@local/notes` may not secret `ext.test.counter`");
  expect(await host.call("notes.around", {})).toEqual([undefined, null, []]);
});

test("[S6] [X40] a plugin whose service nobody provides does not start, and says which there are", async () => {
  await expect(testHost({ plugin: everything, name: "notes" })).rejects.toThrow(
    "`notes` of `@local/notes` failed in needs: No started package provides the service `test.clock`; there are `cache`, `db`, `files`, `http`, `log`, `scheduler`",
  );
});

test("[L2] a test sees what its plugin leaves undone", async () => {
  const plugin = definePlugin({
    setup: (context) =>
      context.effect("socket", () => () => {
        throw new Error("still busy");
      }),
  });
  await using host = await testHost({ plugin });

  await expect(host.assertClean()).rejects.toThrow(
    "`@local/test` leaves `effect socket` could not be undone, 0 listeners",
  );
});
