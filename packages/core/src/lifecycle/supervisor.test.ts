// SPEC.md §5, lifecycle. Rule ids in titles refer to it.
import { setTimeout as delay } from "node:timers/promises";

import { expect, test } from "vitest";

import type { HostStatus } from "../doors/host-status.ts";
import { aPluginPackage, metricsPackage, reportPackage } from "../testing/packages.ts";
import { startLaidHost } from "../testing/running-hosts.ts";

const limits = { loadMs: 150, unloadMs: 100, undoMs: 100, actionMs: 1000, listenerMs: 100 };

/** What a host is, without what differs from run to run. */
function stateOf(status: HostStatus): unknown {
  const { packages, actions, services, listeners, routes } = status;
  return {
    packages: packages.map((pkg) => ({ ...pkg, startMs: 0, incarnation: 0 })),
    actions,
    services,
    listeners,
    routes,
  };
}

test("[L8] [X8] a plugin that throws in onLoad fails, its dependants say why, and the rest of the host runs", async () => {
  const broken = aPluginPackage(
    "@home/broken",
    '{ onLoad() { throw new Error("no space left"); }, actions: { ping: () => 1 } }',
  );
  const user = aPluginPackage("@home/user", '{ actions: { ping: () => "pong" } }', { requires: ["@home/broken"] });
  const user2 = aPluginPackage("@home/user2", "{}", { requires: ["@home/user"] });
  await using host = await startLaidHost([user2, user, broken, metricsPackage]);

  const sentence = "`broken` of `@home/broken` failed in onLoad: no space left";
  expect(host.status().packages.map(({ name, actual, reason }) => [name, actual, reason])).toEqual([
    ["@home/broken", "failed", sentence],
    ["@home/metrics", "started", undefined],
    ["@home/user", "failed", `\`@home/user\` requires \`@home/broken\`, which is failed: ${sentence}`],
    [
      "@home/user2",
      "failed",
      `\`@home/user2\` requires \`@home/user\`, which is failed: \`@home/user\` requires \`@home/broken\`, which is failed: ${sentence}`,
    ],
  ]);
  expect(await host.call("metrics.sum", { values: [1] })).toBe(1);
  const line = host.status().log.find(({ level }) => level === "error");
  expect(line?.message).toBe(sentence);
  expect(line?.facts["failure"]).toContain("plugins/broken/index.js");
});

test("[L6] a plugin whose onLoad never ends fails in time, naming itself and the phase", async () => {
  const hanging = aPluginPackage("@home/hanging", "{ onLoad: () => new Promise(() => {}) }");
  await using host = await startLaidHost([hanging, metricsPackage], { limits });

  expect(host.status().packages).toMatchObject([
    {
      actual: "failed",
      reason: "`hanging` of `@home/hanging` failed in onLoad: it took longer than 150 ms",
      effects: [],
    },
    { actual: "started" },
  ]);
});

test("[L6] what hung and ends at last is not loaded further", async () => {
  const late = aPluginPackage(
    "@home/late",
    `{
      setup: () => new Promise((resolve) => { globalThis.endLateSetup = resolve; }),
      onLoad() { globalThis.lateCodeRan = true; },
    }`,
  );
  await using host = await startLaidHost([late], { limits });

  (globalThis as { endLateSetup?: () => void }).endLateSetup?.();
  await delay(0);

  expect(host.status().packages).toMatchObject([{ actual: "failed", reason: expect.stringContaining("in setup") }]);
  expect(globalThis).toHaveProperty("endLateSetup");
  expect(globalThis).not.toHaveProperty("lateCodeRan");
});

test("[L9] [X12] a plugin that throws in onUnload, or never ends it, is unloaded like any other", async () => {
  const throwing = aPluginPackage(
    "@home/throwing",
    '{ onUnload() { throw new Error("busy"); }, routes: () => new Response() }',
  );
  const hanging = aPluginPackage(
    "@home/hanging",
    "{ onUnload: () => new Promise(() => {}), routes: () => new Response() }",
  );
  await using host = await startLaidHost([throwing, hanging], { limits });

  await host.packages.stop("@home/throwing");
  await host.packages.stop("@home/hanging");

  expect(host.status()).toMatchObject({ packages: [{ actual: "stopped" }, { actual: "stopped" }], routes: [] });
  const errors = host.status().log.filter(({ level }) => level === "error");
  expect(errors.map(({ message, facts }) => [message, String(facts["failure"]).split("\n")[0]])).toEqual([
    ["onUnload of `throwing` failed", "Error: busy"],
    ["onUnload of `hanging` failed", "TookTooLongError: it took longer than 100 ms"],
  ]);
});

test("[L7] [X8] what is required is started first and stopped last", async () => {
  const events =
    '{ on: [{ event: "package.*", handler: ({ name }, context, { name: event }) => context.log.info(event + " " + name) }] }';
  const rules = [{ resource: "events:package.*", actions: ["subscribe"], effect: "allow" }];
  const witness = aPluginPackage("@home/a-witness", events, { larder: { permissions: rules } });
  const required = { ...metricsPackage, requires: ["@home/a-witness"] };
  await using host = await startLaidHost([reportPackage, required, witness]);

  await host.packages.stop("@home/metrics");

  const said = host.status().log.filter(({ package: name, level }) => name === "@home/a-witness" && level === "info");
  expect(said.map(({ message }) => message).filter((message) => message.startsWith("package."))).toEqual([
    "package.started @home/a-witness",
    "package.started @home/metrics",
    "package.started @home/report",
    "package.stopped @home/report",
    "package.stopped @home/metrics",
  ]);
});

test("[L8] a listener that never ends holds up neither the start nor the stop of another package", async () => {
  const rules = [{ resource: "events:package.*", actions: ["subscribe"], effect: "allow" }];
  const hanging = aPluginPackage(
    "@home/a-hanging",
    '{ on: [{ event: "package.*", handler: () => new Promise(() => {}) }] }',
    { larder: { permissions: rules } },
  );
  await using host = await startLaidHost([hanging, { ...metricsPackage, requires: ["@home/a-hanging"] }]);

  expect(host.status().packages).toMatchObject([{ actual: "started" }, { actual: "started" }]);
  await host.packages.stop("@home/metrics");
  expect(host.status().packages).toMatchObject([{ actual: "started" }, { actual: "stopped" }]);
});

test("[L8] a package that failed starts once what it requires does", async () => {
  const flaky = aPluginPackage(
    "@home/flaky",
    '{ onLoad() { globalThis.flakyTurns = (globalThis.flakyTurns ?? 0) + 1; if (globalThis.flakyTurns === 1) throw new Error("not yet"); } }',
  );
  const user = aPluginPackage("@home/user", '{ actions: { ping: () => "pong" } }', { requires: ["@home/flaky"] });
  await using host = await startLaidHost([flaky, user]);
  expect(host.status().packages).toMatchObject([{ actual: "failed" }, { actual: "failed" }]);

  await host.packages.start("@home/user");

  expect(host.status().packages).toMatchObject([{ actual: "started" }, { actual: "started" }]);
  expect(await host.call("user.ping", {})).toBe("pong");
});

test("[L12] [X8] packages that require each other do not start, and say so", async () => {
  const left = aPluginPackage("@home/left", "{}", { requires: ["@home/right"] });
  const right = aPluginPackage("@home/right", "{}", { requires: ["@home/left"] });
  await using host = await startLaidHost([left, right, metricsPackage]);

  const reason = "`@home/left`, `@home/right` require each other, so none of them can start first";
  expect(host.status().packages).toMatchObject([
    { actual: "failed", reason },
    { actual: "started" },
    { actual: "failed", reason },
  ]);
});

const busy = aPluginPackage(
  "@home/busy",
  `{
    permissions: [allow("events:package.*", ["subscribe"])],
    actions: { ping: { input: { type: "object" }, handler: () => "pong" } },
    links: { fetch: () => 1 },
    on: [{ event: "busy.done", handler: () => 1 }, { event: "package.*", handler: () => 1 }],
    routes: () => new Response("busy"),
    async setup(context) {
      context.every(1000, () => {});
      await context.effect("file", () => () => {});
      await context.emit("busy.done", {});
    },
  }`,
  {
    requires: ["@home/metrics"],
    larder: { permissions: [{ resource: "events:package.*", actions: ["subscribe"], effect: "allow" }] },
  },
);

test("[L11] a hundred cycles of loading and unloading leave nothing behind", async () => {
  await using host = await startLaidHost([busy, metricsPackage]);
  const running = stateOf(host.status());
  await host.packages.stop("@home/busy");
  const stopped = stateOf(host.status());

  for (let cycle = 0; cycle < 100; cycle += 1) {
    await host.packages.start("@home/busy");
    await host.packages.stop("@home/busy");
  }

  expect(stateOf(host.status())).toEqual(stopped);
  expect(host.status()).toMatchObject({ listeners: 0, routes: [], packages: [{ effects: [] }, { actual: "started" }] });
  await host.packages.start("@home/busy");
  expect(stateOf(host.status())).toEqual(running);
});

test("[L10] what a host is depends only on which packages run, not on how it came there", async () => {
  const packages = [busy, metricsPackage, reportPackage];
  await using host = await startLaidHost(packages);
  await using other = await startLaidHost(packages.toReversed());
  await host.packages.stop("@home/busy");
  const withoutBusy = stateOf(host.status());

  // A fixed sequence of moves: numbers of a small generator choose the package and the move.
  let seed = 20_261_121;
  for (let move = 0; move < 60; move += 1) {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    const name = packages[seed % packages.length]?.name ?? "";
    await (seed % 7 < 3 ? other.packages.stop(name) : other.packages.start(name));
  }
  await other.packages.start("@home/busy");
  await other.packages.start("@home/report");
  await other.packages.stop("@home/busy");

  expect(stateOf(other.status())).toEqual(withoutBusy);
});

test("[L10] starts and stops that are asked for at once never give a package two lives", async () => {
  await using host = await startLaidHost([busy, metricsPackage]);
  const running = stateOf(host.status());

  await Promise.all([
    host.packages.stop("@home/busy"),
    host.packages.start("@home/busy"),
    host.packages.stop("@home/metrics"),
    host.packages.start("@home/busy"),
  ]);
  await host.packages.start("@home/busy");

  expect(stateOf(host.status())).toEqual(running);
});
