// SPEC.md §5, lifecycle. Rule ids in titles refer to it.
import { setTimeout as delay } from "node:timers/promises";

import { Cache, definePlugin, Scheduler, allow, error, type Plugin } from "@larder/sdk";
import { expect, test } from "vitest";

import type { RunningHost } from "../run-host.ts";
import { memoryHost } from "../testing/memory-host.ts";
import { pluginPackage } from "../testing/plugin-package.ts";
import { getUrl } from "../testing/running-hosts.ts";
import type { SupervisedPackage } from "./supervised-package.ts";

/** A host in memory whose packages a test exchanges. */
async function aHost(before: readonly SupervisedPackage[]): Promise<{
  readonly host: RunningHost & AsyncDisposable;
  have(packages: readonly SupervisedPackage[]): void;
}> {
  let packages = before;
  const host = await memoryHost(packages, { readAgain: async () => ({ packages }) });
  expect(host.started.failed).toEqual([]);
  return { host, have: (next) => void (packages = next) };
}

function notes(plugin: Plugin, over: Partial<Parameters<typeof pluginPackage>[0]> = {}): SupervisedPackage {
  return pluginPackage({ name: "notes", plugin, permissions: plugin.permissions ?? [], ...over });
}

const name = "@local/notes";

/** A plugin that uses everything that others meet, and says which version it is. */
function versioned(version: number, heard: string[] = []): Plugin {
  return definePlugin({
    needs: { scheduler: Scheduler, cache: Cache },
    permissions: [allow("scheduler.*"), allow("cache.*")],
    actions: {
      version: async () => {
        await delay(1);
        return version;
      },
      slow: async () => {
        await delay(80);
        return version;
      },
    },
    on: [{ event: "notes.added", handler: () => void heard.push(`listener ${version}`) }],
    routes: async () => {
      await delay(1);
      return new Response(String(version));
    },
    async setup(context) {
      context.every(10, () => void heard.push(`timer ${version}`));
      await context.scheduler.schedule("tick", { every: 10 }, () => void heard.push(`job ${version}`));
    },
  });
}

test("[L15] [X10] a reload leaves no moment in which an action or a route is not answered", async () => {
  const world = await aHost([notes(versioned(1))]);
  await using host = world.host;
  const answers: unknown[] = [];
  const failures: unknown[] = [];
  const over = new AbortController();

  async function ask(): Promise<void> {
    while (!over.signal.aborted) {
      try {
        answers.push(await host.call("notes.version", {}));
        answers.push(Number(await (await host.fetch(getUrl("/plugins/notes/"))).text()));
      } catch (failure) {
        failures.push(failure);
        await delay(1);
      }
    }
  }

  const askers = [ask(), ask(), ask(), ask()];
  for (let version = 2; version <= 20; version += 1) {
    world.have([notes(versioned(version))]);
    await host.packages.reload(name);
    await delay(3);
  }
  over.abort();
  await Promise.all(askers);

  expect(failures).toEqual([]);
  expect(answers.filter((answer) => !Number.isInteger(answer))).toEqual([]);
  expect(new Set(answers).size).toBeGreaterThan(15);
  expect(host.status().packages).toMatchObject([{ actual: "started", reloads: 19, incarnation: 20 }]);
});

test("[L16] [X10] a call that has begun ends in the version in which it began", async () => {
  const world = await aHost([notes(versioned(1))]);
  await using host = world.host;
  const begun = host.call("notes.slow", {});

  world.have([notes(versioned(2))]);
  await host.packages.reload(name);

  expect(await host.call("notes.version", {})).toBe(2);
  expect(await begun).toBe(1);
});

test("[L17] [X9] a version that does not load leaves the one before running, and says why", async () => {
  const world = await aHost([notes(versioned(1))]);
  await using host = world.host;
  const before = host.status();
  const broken = definePlugin({
    onLoad() {
      throw error("the disk is full");
    },
  });

  world.have([notes(broken)]);
  await expect(host.packages.reload(name)).rejects.toThrow(
    "`notes` of `@local/notes` failed in onLoad: the disk is full",
  );

  expect(await host.call("notes.version", {})).toBe(1);
  const after = host.status();
  expect(after.packages).toMatchObject([{ actual: "started", reason: expect.stringContaining("the disk is full") }]);
  expect([after.listeners, after.routes, after.actions]).toEqual([before.listeners, before.routes, before.actions]);
});

test("[L17] what would take the name of another package's action leaves everything as it was", async () => {
  const taking = definePlugin({ provides: { clock: { token: "service", id: "clock" } }, setup: provideClock });
  const other = pluginPackage({ name: "clock", plugin: taking, permissions: [] });
  const world = await aHost([notes(versioned(1)), other]);
  await using host = world.host;

  world.have([notes(taking), other]);
  await expect(host.packages.reload(name)).rejects.toThrow("`clock`");

  expect(await host.call("notes.version", {})).toBe(1);
  expect(await (await host.fetch(getUrl("/plugins/notes/"))).text()).toBe("1");
});

function provideClock(context: { provide(token: { token: "service"; id: "clock" }, service: object): void }): void {
  context.provide({ token: "service", id: "clock" }, { now: () => 0 });
}

test("[L18] timers, jobs and listeners of the version before end with the switch, and those of the next begin", async () => {
  const heard: string[] = [];
  const world = await aHost([notes(versioned(1, heard))]);
  await using host = world.host;
  const slow = host.call("notes.slow", {});

  world.have([notes(versioned(2, heard))]);
  await host.packages.reload(name);
  heard.length = 0;
  await slow;

  expect(heard).toContain("timer 2");
  expect(heard).toContain("job 2");
  expect(heard.filter((line) => line.endsWith(" 1"))).toEqual([]);
});

test("[L19] [X10] what `onReload` saves is there for the next version", async () => {
  const counting = definePlugin({
    needs: { cache: Cache },
    permissions: [allow("cache.*")],
    actions: { count: async (_, { cache }) => await cache.get("count") },
    async onLoad({ cache }) {
      await cache.set("count", (await cache.get<number>("saved")) ?? 0);
    },
    async onReload({ cache }) {
      await cache.set("saved", ((await cache.get<number>("count")) ?? 0) + 1);
    },
  });
  const world = await aHost([notes(counting)]);
  await using host = world.host;

  await host.packages.reload(name);
  await host.packages.reload(name);

  expect(await host.call("notes.count", {})).toBe(2);
});

/** A plugin that says when each of its methods begins, and whose action takes a while. */
function telling(version: number, heard: string[]): Plugin {
  const tell = (moment: string) => (): void => void heard.push(`${moment} ${version}`);
  return definePlugin({
    actions: { slow: async () => await delay(40).then(tell("call ended")) },
    setup: tell("setup"),
    onLoad: tell("onLoad"),
    start: tell("start"),
    onReload: tell("onReload"),
    stop: tell("stop"),
    onUnload: tell("onUnload"),
  });
}

test("[L30] [X10] a reload asks to save, loads and starts the next life, and then ends the one before, after its calls", async () => {
  const heard: string[] = [];
  const world = await aHost([notes(telling(1, heard))]);
  await using host = world.host;
  heard.length = 0;
  const begun = host.call("notes.slow", {});

  world.have([notes(telling(2, heard))]);
  await host.packages.reload(name);
  await begun;

  await expect.poll(() => heard.at(-1)).toBe("onUnload 1");
  expect(heard).toEqual(["onReload 1", "setup 2", "onLoad 2", "start 2", "call ended 1", "stop 1", "onUnload 1"]);
});

test("[L30] [X10] a stop and a start let one life end before the next begins", async () => {
  const heard: string[] = [];
  const world = await aHost([notes(telling(1, heard))]);
  await using host = world.host;
  heard.length = 0;

  await host.packages.stop(name);
  await host.packages.start(name);

  expect(heard).toEqual(["stop 1", "onUnload 1", "setup 1", "onLoad 1", "start 1"]);
});

test("[L15] code that is loaded beside the version before meets its own actions and services", async () => {
  const clock = { token: "service", id: "own.clock" } as const;
  const version = (now: number): Plugin =>
    definePlugin({
      provides: { clock },
      actions: { now: () => now },
      setup: (context) => context.provide(clock, { now: () => now }),
    });
  const seen: unknown[] = [];
  const user = definePlugin({
    needs: { clock },
    permissions: [allow("ext.own.clock")],
    async onLoad(context) {
      const service = (context as unknown as { readonly clock: { now(): number } }).clock;
      seen.push(service.now());
    },
  });
  const both = (now: number): SupervisedPackage => {
    const made = notes(version(now), { permissions: [allow("ext.own.clock")] });
    if (made.type !== "runnable") throw new Error("It runs");
    const plugins = [
      { name: "clock", plugin: version(now) },
      { name: "user", plugin: user },
    ];
    return { ...made, pkg: { ...made.pkg, readCode: async () => ({ plugins, actions: [] }) } };
  };
  const world = await aHost([both(1)]);
  await using host = world.host;

  world.have([both(2)]);
  await host.packages.reload(name);

  expect(seen).toEqual([1, 2]);
  expect(await host.call("clock.now", {})).toBe(2);
});

test("[L16] a service that answers, and a timer that runs, end in the life in which they began", async () => {
  const clock = { token: "service", id: "slow.clock" } as const;
  const ended: string[] = [];
  const providing = (version: number): Plugin =>
    definePlugin({
      provides: { clock },
      setup(context) {
        context.provide(clock, { now: () => delay(60, version) });
        context.every(5, async () => {
          await delay(40);
          ended.push(`timer ${version}${context.signal.aborted ? " too late" : ""}`);
        });
      },
      onUnload: () => void ended.push(`life ${version}`),
    });
  const asking = definePlugin({
    needs: { clock },
    permissions: [allow("ext.slow.clock")],
    actions: {
      ask: async (_, context) => await (context as unknown as { clock: { now(): Promise<number> } }).clock.now(),
    },
  });
  const user = pluginPackage({ name: "user", plugin: asking, permissions: asking.permissions ?? [], requires: [name] });
  const world = await aHost([notes(providing(1)), user]);
  await using host = world.host;
  await delay(10);
  const begun = host.call("user.ask", {});

  world.have([notes(providing(2)), user]);
  await host.packages.reload(name);

  expect(await host.call("user.ask", {})).toBe(2);
  expect(await begun).toBe(1);
  await expect.poll(() => ended).toContain("life 1");
  expect(ended.indexOf("timer 1")).toBeLessThan(ended.indexOf("life 1"));
  expect(ended).not.toContain("timer 1 too late");
});
