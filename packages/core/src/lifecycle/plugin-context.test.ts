// SPEC.md §2 and §5. Rule ids in titles refer to it.
import { allow, definePlugin, deny, event, Log, service } from "@larder/sdk";
import { expect, test } from "vitest";

import { aPluginPackage } from "../testing/packages.ts";
import { startLaidHost } from "../testing/running-hosts.ts";
import { testHost } from "../testing/test-host.ts";

test("[E8] a payload that does not fit its event's schema is refused before anybody hears it", async () => {
  const heard: unknown[] = [];
  const added = event("notes.added", { type: "object", required: ["id"], properties: { id: { type: "integer" } } });
  const plugin = definePlugin({
    actions: {
      bad: (_, context) => context.emit(added, { id: "seven" }),
      good: (_, context) => context.emit(added, { id: 7 }),
    },
    on: [{ event: added, handler: (payload) => void heard.push(payload) }],
  });
  await using host = await testHost({ plugin, name: "notes" });

  await expect(host.call("notes.bad", {})).rejects.toThrow(
    "The payload of `notes.added` is invalid: `/id` must be integer",
  );
  await host.call("notes.good", {});

  expect(heard).toEqual([{ id: 7 }]);
});

test("[E9] a package emits its own events without a rule, others only with one", async () => {
  const plugin = definePlugin({
    permissions: [allow("events:audit.*", ["emit"])],
    actions: {
      own: (_, context) => context.emit("notes.added", {}),
      allowed: (_, context) => context.emit("audit.log", {}),
      denied: (_, context) => context.emit("other.log", {}),
      host: (_, context) => context.emit("package.started", {}),
    },
  });
  await using host = await testHost({ plugin, name: "notes" });

  expect([await host.call("notes.own", {}), await host.call("notes.allowed", {})]).toEqual([[], []]);
  await expect(host.call("notes.denied", {})).rejects.toThrow("`@local/notes` may not emit `events:other.log`");
  await expect(host.call("notes.host", {})).rejects.toThrow("`@local/notes` may not emit `events:package.started`");
});

test("[E9] a plugin that listens to what it may not hear does not start", async () => {
  const plugin = definePlugin({ on: [{ event: "other.*", handler: () => undefined }] });

  await expect(testHost({ plugin, name: "notes" })).rejects.toThrow(
    "`notes` of `@local/notes` failed in actions: `@local/notes` may not subscribe `events:other.*`",
  );
});

test("[E10] a pattern never delivers an event that the package may not hear", async () => {
  const plugin = definePlugin({
    permissions: [deny("events:other.secret"), allow("events:other.*", ["subscribe"])],
    on: [{ event: "other.*", handler: (_payload, _context, { name }) => name }],
  });
  await using host = await testHost({ plugin, name: "notes" });

  expect(await host.emit("other.thing", {})).toEqual(["other.thing"]);
  expect(await host.emit("other.secret", {})).toEqual([undefined]);
});

test("[L6] a context that outlives its plugin does nothing any more", async () => {
  const kept: { emit?: () => Promise<unknown>; every?: () => void } = {};
  const plugin = definePlugin({
    setup(context) {
      kept.emit = () => context.emit("notes.added", {});
      kept.every = () => context.every(10, () => undefined);
    },
  });
  await using host = await testHost({ plugin, name: "notes" });
  await host.packages.stop("@local/notes");

  await expect(kept.emit?.()).rejects.toThrow("`@local/notes` was unloaded, so its code may not act any more");
  expect(kept.every).toThrow("was unloaded");
});

test("[L1] a timer runs until its plugin goes, never twice at once, and a failing run is logged", async () => {
  let runs = 0;
  let running = 0;
  const third = Promise.withResolvers<void>();
  const plugin = definePlugin({
    setup(context) {
      context.every(5, async () => {
        running += 1;
        runs += 1;
        expect(running).toBe(1);
        if (runs === 3) third.resolve();
        await new Promise((resolve) => setTimeout(resolve, 12));
        running -= 1;
        throw new Error(`run ${runs}`);
      });
    },
  });
  await using host = await testHost({ plugin, name: "notes" });

  await third.promise;
  await host.packages.stop("@local/notes");
  const runsAtStop = runs;
  await new Promise((resolve) => setTimeout(resolve, 40));

  expect(runs).toBe(runsAtStop);
  expect(host.status().log).toContainEqual(expect.objectContaining({ message: "A timer of 5 ms failed" }));
});

test("[L13] a service's provider in the same package starts before the plugin that needs it", async () => {
  const counting = service<{ next(): number }, "zed.counter">("zed.counter");
  expect(counting.id).toBe("zed.counter");
  const rules = [{ resource: "ext.zed.counter", actions: ["*"], effect: "allow" }];
  const token = '{ token: "service", id: "zed.counter" }';
  const pkg = aPluginPackage(
    "@home/alpha",
    `{ needs: { counter: ${token} }, permissions: [allow("ext.zed.counter")], actions: { next: (_, { counter }) => counter.next() } }`,
    {
      larder: { permissions: rules },
      files: {
        "plugins/zed/index.js": `
          import { definePlugin } from "@larder/sdk";
          let count = 0;
          export default definePlugin({
            provides: { counter: ${token} },
            setup: (context) => context.provide(${token}, { next: () => (count += 1) }),
          });`,
      },
    },
  );
  await using host = await startLaidHost([pkg]);

  expect(await host.call("alpha.next", {})).toBe(1);
});

test("[S7] nobody replaces a service that is there, the host's own included", async () => {
  const fake = service<object, "db">("db");
  const plugin = definePlugin({ provides: { fake }, setup: (context) => context.provide(fake, {}) });

  await expect(testHost({ plugin, name: "notes" })).rejects.toThrow(
    "`notes` of `@local/notes` failed in setup: The service `db` is provided by `host` already",
  );
});

test("[P4] a need without a rule for it is refused when it is touched", async () => {
  const plugin = definePlugin({
    needs: { db: service<{ query(sql: string): Promise<unknown> }, "db">("db") },
    actions: {
      read: (_, context) => ("db" in context ? (context.db as { query(sql: string): unknown }).query("select 1") : 0),
    },
  });
  await using host = await testHost({ plugin, name: "notes" });

  await expect(host.call("notes.read", {})).rejects.toMatchObject({
    code: "E403",
    message: "`@local/notes` may not read `db`",
  });
});

test("[S8] the log is the same under any name that a plugin needs it by", async () => {
  const plugin = definePlugin({
    needs: { logger: Log, log: Log },
    actions: { say: (_, { logger, log }) => [logger.info("one"), log.info("two")] },
  });
  await using host = await testHost({ plugin, name: "notes" });

  await host.call("notes.say", {});

  const said = host.status().log.filter(({ owner }) => owner === "notes");
  expect(said.map(({ message, package: name }) => [name, message])).toEqual([
    ["@local/notes", "one"],
    ["@local/notes", "two"],
  ]);
});

test("[A4] a package calls what it requires, with the permission for it; callers can name others", async () => {
  const open = aPluginPackage("@home/open", '{ actions: { ping: () => "pong" } }', {
    larder: { callers: ["@home/stranger"] },
  });
  const shut = aPluginPackage("@home/shut", '{ actions: { ping: () => "pong" } }');
  const asks = `{ permissions: [allow("plugin:*", ["execute"])], actions: { ask: ({ name }, context) => context.call(name) } }`;
  const rules = [{ resource: "plugin:*", actions: ["execute"], effect: "allow" }];
  const stranger = aPluginPackage("@home/stranger", asks, { larder: { permissions: rules } });
  const powerless = aPluginPackage(
    "@home/powerless",
    "{ actions: { ask: ({ name }, context) => context.call(name) } }",
    {
      requires: ["@home/shut"],
    },
  );
  await using host = await startLaidHost([open, shut, stranger, powerless]);

  expect(await host.call("stranger.ask", { name: "open.ping" })).toBe("pong");
  await expect(host.call("stranger.ask", { name: "shut.ping" })).rejects.toThrow(
    "`@home/stranger` may not call `shut.ping`",
  );
  await expect(host.call("powerless.ask", { name: "shut.ping" })).rejects.toThrow(
    "`@home/powerless` may not execute `plugin:shut`",
  );
  await expect(host.call("powerless.ask", { name: "open.ping" })).rejects.toThrow(
    "`@home/powerless` may not call `open.ping`",
  );
});

test("[L1] a timer that would run without a pause is refused", async () => {
  for (const intervalMs of [0, -1, Number.NaN, 2 ** 31]) {
    const plugin = definePlugin({ setup: (context) => context.every(intervalMs, () => undefined) });
    await expect(testHost({ plugin })).rejects.toThrow(
      `A timer runs every 1 to 2147483647 milliseconds, not every ${intervalMs}`,
    );
  }
});
