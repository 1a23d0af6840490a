// SPEC.md §4 and §7, tenants. Rule ids in titles refer to it.
import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { allow, type Permission } from "@larder/sdk";
import { expect, test } from "vitest";

import { layPackage } from "../testing/host-on-disk.ts";
import { aPluginPackage } from "../testing/packages.ts";
import { getUrl, seen, startLaidHost } from "../testing/running-hosts.ts";
import { type TestHost, testHost } from "../testing/test-host.ts";

const permissions: readonly Permission[] = [
  allow("cache.*", ["read", "write", "delete"]),
  allow("scheduler.*", ["read", "write", "delete"]),
  allow("plugin:shop"),
];

/** A plugin that keeps what it is told, and says who it is for. */
const shop = aPluginPackage(
  "@home/shop",
  `{
    needs: { cache: Cache, jobs: Scheduler },
    actions: {
      keep: (values, { cache }) => cache.setMany(values),
      kept: async (_, { cache }) => [await cache.keys(), await cache.getMany(await cache.keys())],
      clear: (_, { cache }) => cache.clear(),
      make: ({ value }, { cache }) => cache.getOrSet("made", () => value),
      plan: ({ name }, { jobs }) => jobs.schedule(name, { every: 3_600_000 }, () => {}),
      planned: async (_, { jobs }) => (await jobs.list()).map(({ name }) => name),
      forget: ({ name }, { jobs }) => jobs.remove(name),
      whose: (_, { caller }) => caller.tenant ?? "nobody's",
      whoseInside: (_, context) => context.call("shop.whose"),
    },
  }`.replace("{", `{ permissions: ${JSON.stringify(permissions)},`),
  { larder: { permissions } },
);
const files = {
  "plugins/shop/index.js": (shop.files["plugins/shop/index.js"] ?? "").replace(
    "definePlugin,",
    "Cache, definePlugin, Scheduler,",
  ),
};

async function* inBothModes(): AsyncGenerator<TestHost> {
  const directory = await realpath(await mkdtemp(join(tmpdir(), "larder-tenants-")));
  try {
    await layPackage(directory, { ...shop, files });
    for (const mode of ["trusted", "sandboxed"] as const) {
      await using host = await testHost({ directory, mode });
      yield host;
    }
  } finally {
    await rm(directory, { recursive: true });
  }
}

/** Calls an action of the shop for a tenant; for the default one without a name. */
async function ask(host: TestHost, tenant: string | undefined, action: string, payload: object = {}): Promise<unknown> {
  const headers = { "content-type": "application/json", ...(tenant === undefined ? {} : { "x-tenant-id": tenant }) };
  const response = await host.fetch(
    new Request(`http://127.0.0.1:5274/ipc/shop/${action}`, {
      method: "POST",
      headers,
      body: JSON.stringify({ payload }),
    }),
  );
  const { result, msg } = (await response.json()) as { readonly result?: unknown; readonly msg?: string };
  return msg ?? result;
}

test("[A16] [X36] each tenant has cached values of its own, under the same keys, in both modes", async () => {
  for await (const host of inBothModes()) {
    await ask(host, undefined, "keep", { a: 1 });
    await ask(host, "acme", "keep", { a: 2, b: 2 });
    await ask(host, "ada-1", "keep", { a: 3 });

    expect(await ask(host, undefined, "kept")).toEqual([["a"], { a: 1 }]);
    expect(await ask(host, "default", "kept")).toEqual([["a"], { a: 1 }]);
    expect(await ask(host, "acme", "kept")).toEqual([["a", "b"], { a: 2, b: 2 }]);
    expect([await ask(host, "acme", "make", { value: 1 }), await ask(host, "ada-1", "make", { value: 2 })]).toEqual([
      1, 2,
    ]);
    await ask(host, "acme", "clear");
    expect([await ask(host, "acme", "kept"), await ask(host, "ada-1", "kept")]).toEqual([
      [[], {}],
      [["a", "made"], { a: 3, made: 2 }],
    ]);
  }
});

test("[A16] [X36] each tenant has jobs of its own, and all of them go with the package", async () => {
  for await (const host of inBothModes()) {
    await ask(host, undefined, "plan", { name: "night" });
    await ask(host, "acme", "plan", { name: "night" });
    await ask(host, "acme", "plan", { name: "day" });

    expect([await ask(host, undefined, "planned"), await ask(host, "acme", "planned")]).toEqual([
      ["night"],
      ["day", "night"],
    ]);
    expect([
      await ask(host, "ada", "forget", { name: "night" }),
      await ask(host, "acme", "forget", { name: "night" }),
    ]).toEqual([false, true]);
    expect(await ask(host, undefined, "planned")).toEqual(["night"]);
    expect(host.effects().filter((effect) => effect.includes("job"))).toEqual([
      "shop: job night",
      "shop: job acme/day",
    ]);
    await host.assertClean();
  }
});

test("[A16] [X31] [X36] an action knows its tenant, and so does what it calls", async () => {
  for await (const host of inBothModes()) {
    expect([
      await ask(host, "acme", "whose"),
      await ask(host, "acme", "whoseInside"),
      await ask(host, undefined, "whoseInside"),
    ]).toEqual(["acme", "acme", "nobody's"]);
  }
});

test("[D13] [X36] a tenant is named by its header, or else by the first part of the name that is asked", async () => {
  await using host = await startLaidHost([{ ...shop, files, mode: "trusted" }], { hostNames: ["chat.example"] });
  const tenantAt = async (name: string, headers: { readonly [name: string]: string } = {}): Promise<unknown> => {
    const request = new Request(`http://${name}/ipc/shop/whose`, {
      method: "POST",
      headers: { host: name, ...headers },
    });
    return ((await (await host.fetch(request)).json()) as { readonly result: unknown }).result;
  };

  expect([
    await tenantAt("acme.chat.example"),
    await tenantAt("acme.localhost:5274"),
    await tenantAt("acme.chat.example", { "x-tenant-id": "other" }),
    await tenantAt("chat.example"),
    await tenantAt("127.0.0.1:5274"),
  ]).toEqual(["acme", "acme", "other", "nobody's", "nobody's"]);
  expect((await host.fetch(getUrl("/-/healthz", { host: "a.b.chat.example" }))).status).toBe(403);
  expect((await host.fetch(getUrl("/-/healthz", { host: "chat.example.evil" }))).status).toBe(403);
});

test.each(["a b", "../etc", "a.b", "", "x".repeat(65), "\u00e4"])("[D13] [X36] %j is no tenant", async (tenant) => {
  await using host = await startLaidHost([]);
  const request = getUrl("/-/healthz", { "x-tenant-id": tenant });

  expect(await seen(await host.fetch(request))).toMatchObject({ status: 400, body: { code: "bad_request" } });
});
