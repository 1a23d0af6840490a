// SPEC.md §3, services, trusted and sandboxed. Rule ids in titles refer to it.
import { once } from "node:events";
import { mkdtemp, realpath, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { allow, Cache, definePlugin, type Permission, service } from "@larder/sdk";
import { expect, test } from "vitest";

import { layPackage, type PackageOnDisk } from "../testing/host-on-disk.ts";
import { aPluginPackage } from "../testing/packages.ts";
import { startLaidHost } from "../testing/running-hosts.ts";
import { type TestHost, testHost } from "../testing/test-host.ts";

const modes = ["trusted", "sandboxed"] as const;

function aServicePackage(url: string): PackageOnDisk {
  const permissions: readonly Permission[] = [
    allow("cache.user.*", ["read", "write", "delete"]),
    allow("scheduler.tick", ["read", "write", "delete"]),
    allow(`net:${url}/open/*`, ["fetch"]),
    allow(`private-net:${url}/*`, ["fetch"]),
  ];
  return {
    name: "@home/all",
    larder: { permissions: permissions.map((rule) => ({ ...rule, actions: [...rule.actions] })) },
    files: {
      "plugins/all/index.js": `
        import { Cache, definePlugin, Http, Scheduler } from "@larder/sdk";
        const runs = [];
        export default definePlugin({
          needs: { cache: Cache, jobs: Scheduler, web: Http },
          actions: {
            cached: async (_, { cache }) => {
              await cache.set("user.a", { at: new Date(0), name: "Ada" });
              await cache.setMany({ "user.b": [1, null], "user.c": "c" }, { ttlMs: 60_000 });
              const made = await cache.getOrSet("user.d", async () => ({ made: true }));
              return {
                made,
                again: await cache.getOrSet("user.d", () => "not made"),
                one: await cache.get("user.a"),
                none: await cache.get("user.z"),
                many: await cache.getMany(["user.b", "user.z"]),
                has: [await cache.has("user.c"), await cache.delete("user.c"), await cache.has("user.c")],
                keys: await cache.keys("user.[ab]"),
                cleared: [await cache.clear(), await cache.keys()],
              };
            },
            cacheOther: (_, { cache }) => cache.get("secret"),
            cacheNothing: (_, { cache }) => cache.set("user.a", undefined),
            schedule: (_, { jobs }) => jobs.schedule("tick", { every: 20 }, (run) => void runs.push(run.job)),
            scheduleOther: (_, { jobs }) => jobs.schedule("tock", { every: 20 }, () => {}),
            jobs: async (_, { jobs }) => (await jobs.list()).map(({ name, trigger }) => ({ name, trigger })),
            runs: () => runs,
            pause: (_, { jobs }) => jobs.pause("tick"),
            fetched: async ({ url }, { web }) => {
              const { status, body } = await web.fetch(url, { as: "json", method: "POST", body: "hi" });
              return { status, body };
            },
          },
        });`,
    },
  };
}

async function outcome(host: TestHost, action: string, input: unknown = {}): Promise<unknown> {
  try {
    return { output: await host.call(action, input) };
  } catch (failure) {
    const { message, code, reason } = failure as Error & { readonly [fact: string]: unknown };
    return { message, code, reason };
  }
}

test("[B1] [S10] [X43] [X44] cache, scheduler and http answer the same, trusted and sandboxed", async () => {
  const server = createServer((_, response) => response.end('{"from":"a server"}'));
  await once(server.listen(0, "127.0.0.1"), "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const directory = await realpath(await mkdtemp(join(tmpdir(), "larder-services-")));
  await layPackage(directory, aServicePackage(url));
  const seen: unknown[] = [];
  for (const mode of modes) {
    await using host = await testHost({ directory, mode });
    const before = {
      cached: await outcome(host, "all.cached"),
      cacheOther: await outcome(host, "all.cacheOther"),
      cacheNothing: await outcome(host, "all.cacheNothing"),
      scheduled: await outcome(host, "all.schedule"),
      scheduledOther: await outcome(host, "all.scheduleOther"),
      jobs: await outcome(host, "all.jobs"),
      fetched: await outcome(host, "all.fetched", { url: `${url}/open/a` }),
      refused: await outcome(host, "all.fetched", { url: `${url}/shut` }),
    };
    await expect.poll(async () => ((await host.call("all.runs", {})) as readonly string[]).length).toBeGreaterThan(2);
    const effects = host.effects().filter((effect) => effect !== "@home/all: sandbox");
    seen.push({ ...before, effects, paused: await outcome(host, "all.pause") });
    await host.assertClean();
  }
  server.closeAllConnections();
  server.close();
  await rm(directory, { recursive: true });

  const [trusted, sandboxed] = seen;
  expect(sandboxed).toEqual(trusted);
  expect(trusted).toMatchObject({
    cached: {
      output: {
        made: { made: true },
        again: { made: true },
        one: { at: "1970-01-01T00:00:00.000Z", name: "Ada" },
        none: undefined,
        many: { "user.b": [1, null] },
        has: [true, true, false],
        keys: ["user.a", "user.b"],
        cleared: [undefined, []],
      },
    },
    cacheOther: { message: expect.stringContaining("may not read `cache.secret`") },
    cacheNothing: { message: expect.stringContaining("The cache takes no value for `user.a`: JSON cannot say it") },
    scheduledOther: { message: expect.stringContaining("may not write `scheduler.tock`") },
    jobs: { output: [{ name: "tick", trigger: { every: 20 } }] },
    fetched: { output: { status: 200, body: { from: "a server" } } },
    refused: { message: expect.stringContaining("may not fetch") },
  });
  expect((trusted as { readonly effects: readonly string[] }).effects).toContain("all: job tick");
});

test("[S12] [X41] status says how each service is, and a cache that is not there fails nobody but itself", async () => {
  const pkg = aPluginPackage(
    "@home/cached",
    `{
      needs: { cache: { token: "service", id: "cache" } },
      permissions: [allow("cache.*")],
      actions: { get: (_, { cache }) => cache.get("a"), fine: () => "fine" },
    }`,
    { larder: { permissions: [{ resource: "cache.*", actions: ["*"], effect: "allow" }] } },
  );
  await using host = await startLaidHost([pkg], { cacheUrl: "redis://127.0.0.1:1" });
  const healthOf = (id: string): unknown => host.status().services.find((one) => one.id === id);
  expect(healthOf("cache")).toEqual({ id: "cache", provider: "host", state: "idle" });

  await expect(host.call("cached.get", {})).rejects.toThrow("The cache at");

  expect(healthOf("cache")).toEqual({
    id: "cache",
    provider: "host",
    state: "failed",
    reason: "The cache at `redis://127.0.0.1:1` does not answer",
  });
  expect(await host.call("cached.fine", {})).toBe("fine");
  expect(host.status().services.filter(({ state }) => state === "failed")).toHaveLength(1);
  expect(host.status().packages.map(({ actual }) => actual)).toEqual(["started"]);
});

const visibilities = [
  ["public", "served", "served"],
  ["protected", "served", "`@home/stranger` may not use the service `maker.thing`: it is protected to `@home/maker`"],
  [
    "private",
    "`@home/near` may not use the service `maker.thing`: it is private to `@home/maker`",
    "`@home/stranger` may not use the service `maker.thing`: it is private to `@home/maker`",
  ],
] as const;

test.each(visibilities)(
  "[S23] [X40] a service that is %s, asked for by who has the permission only: %s, %s",
  async (visibility, near, said) => {
    const token = `{ token: "service", id: "maker.thing", visibility: ${JSON.stringify(visibility)} }`;
    const rules = [{ resource: "ext.maker.thing", actions: ["*"], effect: "allow" }];
    const maker = aPluginPackage(
      "@home/maker",
      `{ provides: { thing: ${token} }, setup: (context) => context.provide(${token}, { serve: () => "served" }) }`,
    );
    const asks = `{ needs: { thing: { token: "service", id: "maker.thing" } }, permissions: [allow("ext.maker.thing")],
    actions: { ask: async (_, context) => { try { return await context.thing.serve(); } catch (failure) { return failure.message; } } } }`;
    const dependant = aPluginPackage("@home/near", asks, { requires: ["@home/maker"], larder: { permissions: rules } });
    // It starts after both, and requires the other one only.
    const stranger = aPluginPackage("@home/stranger", asks, {
      requires: ["@home/near"],
      larder: { permissions: rules },
    });
    await using host = await startLaidHost([maker, dependant, stranger]);

    expect(await host.call("stranger.ask", {})).toBe(said);
    expect(await host.call("near.ask", {})).toBe(near);
  },
);

test("[S11] what a package cached in memory is gone with it", async () => {
  const rules = [allow("cache.*")];
  const plugin = definePlugin({
    needs: { cache: Cache },
    permissions: rules,
    actions: {
      set: (_, { cache }) => cache.set("a", 1),
      get: (_, { cache }) => cache.get("a"),
    },
  });
  await using host = await testHost({ plugin, name: "keeper", permissions: rules });
  await host.call("keeper.set", {});
  expect(await host.call("keeper.get", {})).toBe(1);

  await host.packages.stop("@local/keeper");
  await host.packages.start("@local/keeper");

  expect(await host.call("keeper.get", {})).toBeUndefined();
});

test("[P4] a service without any rule for it is refused by name", async () => {
  const plugin = definePlugin({
    needs: { cache: service<Cache, "cache">("cache") },
    actions: { get: (_, context) => ("cache" in context ? (context.cache as Cache).get("a") : "absent") },
  });
  await using host = await testHost({ plugin, name: "poor" });

  await expect(host.call("poor.get", {})).rejects.toThrow("`@local/poor` may not read `cache.*`");
});
