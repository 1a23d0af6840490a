/*
 * What the compiler refuses to an author. Nothing here runs: a line that it would take after all is an error of the
 * build, since then its `@ts-expect-error` is unused.
 */
import type { StandardSchemaV1 } from "@standard-schema/spec";

import { action, allow, Cache, Db, defineAction, definePlugin, event, route, service } from "./index.ts";

type Rate = StandardSchemaV1<unknown, { readonly rate: number }>;
declare const rateSchema: Rate;

const Clock = service<{ now(): number }, "test.clock">("test.clock");
const placed = event<{ id: number }>("shop.placed");

definePlugin({
  needs: { db: Db, clock: Clock },
  permissions: [allow("ext.test.clock", ["now"])],
  config: rateSchema,
  actions: {
    // @ts-expect-error: no rule reaches the database, so the context has none.
    count: (_input, context) => context.db,
    now: (_input, context) => context.clock.now().toFixed(),
    rate: (_input, context) => context.config.rate.toFixed(),
    // @ts-expect-error: the configuration has no such setting.
    other: (_input, context) => context.config.speed,
    // @ts-expect-error: there are four ways to say who may call, and this is none.
    secret: { access: "everybody", handler: () => 1 },
    // @ts-expect-error: a limit has a period.
    often: { limits: { rate: { calls: 3 } }, handler: () => 1 },
    // @ts-expect-error: a handler is a function.
    broken: { handler: 7 },
  },
  // @ts-expect-error: the payload of this event has no such field.
  on: [{ event: placed, handler: (payload) => payload.total }],
});

definePlugin({
  async setup(context) {
    // @ts-expect-error: a payload must be what its event says.
    await context.emit(placed, { id: "seven" });
    // @ts-expect-error: this plugin asked for no cache.
    context.cache.get("key");
    // @ts-expect-error: a timer wants a number of milliseconds or a cron pattern.
    context.every(new Date(), () => undefined);
  },
});

// @ts-expect-error: what crosses between packages is data, and a function is none.
event<{ readonly done: () => void }>("shop.done");
// @ts-expect-error: nor is an instance of a class with methods.
event<{ readonly at: { format(): string } }>("shop.at");
event<{ readonly at: Date; readonly bytes: Uint8Array; readonly list: readonly Map<string, number>[] }>("shop.data");

// @ts-expect-error: a need is a token, not a name.
defineAction({ needs: { db: "db" }, handler: () => 1 });

action({ needs: { cache: Cache }, access: { permissions: ["notes.write"] } }, (_input, { cache }) => cache.get("key"));
// @ts-expect-error: a permission is a list of names.
action({ access: { permissions: "notes.write" } }, () => 1);
// @ts-expect-error: a route has a path.
route({ method: "GET" }, () => new Date());
