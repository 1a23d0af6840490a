import { expect, expectTypeOf, test } from "vitest";
import type { StandardSchemaV1 } from "@standard-schema/spec";

import { allow, Db, defineAction, definePlugin, event, Log, service } from "./index.ts";
import type { Database } from "./index.ts";

type Clock = { now(): number };
const Clock = service<Clock, "test.clock">("test.clock");
const added = event<{ id: number }>("notes.added");
const textSchema: StandardSchemaV1<unknown, { text: string }> = {
  "~standard": { version: 1, vendor: "test", validate: (value) => ({ value: value as { text: string } }) },
};

test("needs and permissions type the context of every function of a plugin", () => {
  const plugin = definePlugin({
    needs: { db: Db, clock: Clock },
    permissions: [allow("db", ["read", "write"])],
    actions: {
      add: {
        input: textSchema,
        handler(input, context) {
          expectTypeOf(input).toEqualTypeOf<{ text: string }>();
          expectTypeOf(context.db).toEqualTypeOf<Database>();
          expectTypeOf(context).not.toHaveProperty("clock");
        },
      },
      count: { input: { type: "object" }, handler: async (input: { values: number[] }) => input.values.length },
      ping: (input: { name?: string }, context) => [input.name, context.owner],
    },
    on: [{ event: added, handler: (payload, context) => [payload.id, context.log] }],
    setup(context) {
      expectTypeOf(context.db).toEqualTypeOf<Database>();
      expectTypeOf(context).not.toHaveProperty("clock");
      context.on(added, (payload) => expectTypeOf(payload).toEqualTypeOf<{ id: number }>());
    },
  });

  expect(plugin).toMatchObject({ larder: "plugin", apiVersion: "1.0.0", needs: { db: { id: "db" } } });
});

test("a rule over plugin services grants the ones it names, a wildcard all", () => {
  const named = definePlugin({
    needs: { clock: Clock },
    permissions: [allow("ext.test.clock")],
    setup(context) {
      expectTypeOf(context.clock).toEqualTypeOf<Clock>();
    },
  });
  const wildcard = definePlugin({
    needs: { clock: Clock },
    permissions: [allow("*")],
    setup(context) {
      expectTypeOf(context.clock).toEqualTypeOf<Clock>();
    },
  });

  definePlugin({
    needs: { clock: Clock, db: Db },
    permissions: [allow("ext.test.*"), allow("events:*"), allow("x?b")],
    setup(context) {
      expectTypeOf(context.clock).toEqualTypeOf<Clock>();
      expectTypeOf(context).not.toHaveProperty("db");
    },
  });

  expect([named.permissions, wildcard.permissions]).toEqual([
    [{ resource: "ext.test.clock", actions: ["*"], effect: "allow" }],
    [{ resource: "*", actions: ["*"], effect: "allow" }],
  ]);
});

test("a need cannot take the name of what every context has", () => {
  const sentence = "A need cannot be called `emit`: every context has that already";

  expect(() => definePlugin({ needs: { emit: Clock }, permissions: [allow("*")] })).toThrow(sentence);
  expect(() => defineAction({ needs: { emit: Clock }, input: {}, handler: () => 0 })).toThrow(sentence);
  expect(() => definePlugin({ needs: { emit: Log } })).toThrow(sentence);
  expect(definePlugin({ needs: { log: Log } }).needs).toEqual({ log: Log });
});

test("an action of a file has its own needs", () => {
  const action = defineAction({
    needs: { db: Db },
    input: textSchema,
    handler(input, context) {
      expectTypeOf(input.text).toBeString();
      expectTypeOf(context.db).toEqualTypeOf<Database>();
    },
  });

  expect(action.needs["db"]?.id).toBe("db");
});
