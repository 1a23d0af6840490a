// SPEC.md §5, lifecycle. Rule ids in titles refer to it.
import { definePlugin } from "@larder/sdk";
import { expect, test } from "vitest";

import type { PackageInstaller, PackageSource } from "../lifecycle/host-packages.ts";
import type { SupervisedPackage } from "../lifecycle/supervised-package.ts";
import type { RunningHost } from "../run-host.ts";
import { startAccountsHost } from "../testing/accounts-host.ts";
import { memoryHost } from "../testing/memory-host.ts";
import { pluginPackage } from "../testing/plugin-package.ts";
import { postJson, seen } from "../testing/running-hosts.ts";

const base: SupervisedPackage = {
  ...pluginPackage({ name: "base", plugin: definePlugin({}), permissions: [] }),
  isRequired: true,
};
const lamp: SupervisedPackage = {
  ...pluginPackage({
    name: "lamp",
    plugin: definePlugin({ actions: { say: () => "light" } }),
    permissions: [],
    requires: ["@local/base"],
  }),
  about: { description: "Makes rooms bright", author: "Ada" },
};

type World = AsyncDisposable & {
  readonly host: RunningHost;
  readonly sources: readonly PackageSource[];
  ask(method: string, args: object): Promise<{ readonly status: number; readonly body: unknown }>;
};

/** A host with `base`, into which `lamp` can be installed. */
async function aWorld(): Promise<World> {
  let packages: readonly SupervisedPackage[] = [base];
  const sources: PackageSource[] = [];
  const installer: PackageInstaller = {
    async add(source) {
      sources.push(source);
      packages = [base, lamp];
      return [lamp.name];
    },
    remove: async (name) => void (packages = packages.filter((pkg) => pkg.name !== name)),
  };
  const host = await memoryHost(packages, { installer, readAgain: async () => ({ packages }) });
  return {
    host,
    sources,
    ask: async (method, args) =>
      seen(await host.fetch(postJson(`/host/system/actors/package_manager/${method}`, { args }))),
    [Symbol.asyncDispose]: () => host.stop(),
  };
}

test("[L28] [T9] a package is added, stopped, started, reloaded, disabled, enabled and deleted over HTTP", async () => {
  await using world = await aWorld();
  const name = "@local/lamp";

  const added = await world.ask("package_add", { path: "./lamp" });
  const states: unknown[] = [];
  for (const verb of ["stop", "start", "reload", "disable", "enable"]) {
    const { body } = await world.ask(`package_${verb}`, { name });
    states.push([verb, (body as { readonly actual: string }).actual]);
  }
  const deleted = await world.ask("package_delete", { name });
  const left = await world.ask("packages_list", {});

  expect(added).toMatchObject({ status: 200, body: [{ name, actual: "started" }] });
  expect(world.sources).toEqual([{ path: "./lamp" }]);
  expect(states).toEqual([
    ["stop", "stopped"],
    ["start", "started"],
    ["reload", "started"],
    ["disable", "stopped"],
    ["enable", "started"],
  ]);
  expect(deleted.status).toBe(200);
  expect(left.body).toMatchObject([{ name: "@local/base", status: "started" }]);
});

test.each([[{}], [{ git_url: "https://git.example/lamp", path: "./lamp" }]])(
  "[L28] [T9] a package is added from exactly one place, not from %j",
  async (source) => {
    await using world = await aWorld();

    const { status, body } = await world.ask("package_add", source);

    expect([status, body]).toMatchObject([
      400,
      { error: "A package is added from exactly one of `git_url` and `path`" },
    ]);
    expect(world.sources).toEqual([]);
  },
);

test("[L23] [T9] a required package refuses to be stopped, disabled and deleted", async () => {
  await using world = await aWorld();

  const answers = await Promise.all(
    ["stop", "disable", "delete"].map((verb) => world.ask(`package_${verb}`, { name: "@local/base" })),
  );

  expect(answers.map(({ status }) => status)).toEqual([409, 409, 409]);
  expect(world.host.status().packages).toMatchObject([{ actual: "started", isRequired: true }]);
});

test("[T9] [X14] packages are found by text and state, with what requires them", async () => {
  await using world = await aWorld();
  await world.ask("package_add", { git_url: "https://git.example/lamp", start: false });

  expect((await world.ask("packages_search", { text: "BRIGHT" })).body).toMatchObject([{ name: "@local/lamp" }]);
  expect((await world.ask("packages_search", { text: "ada" })).body).toMatchObject([{ name: "@local/lamp" }]);
  expect((await world.ask("packages_list", { status: "started" })).body).toMatchObject([{ name: "@local/base" }]);
  expect((await world.ask("packages_get_status", { names: ["@local/lamp"] })).body).toEqual({
    "@local/lamp": "fetched",
  });
  expect((await world.ask("dependents_of", { name: "@local/base" })).body).toEqual(["@local/lamp"]);
  expect((await world.ask("packages_by_mode", {})).body).toEqual({ trusted: ["@local/base", "@local/lamp"] });
  expect((await world.ask("packages_summary", {})).body).toEqual({ started: 1, fetched: 1 });
  expect((await world.ask("package_info", { name: "@local/lamp" })).body).toMatchObject({
    author: "Ada",
    version: "0.0.0",
  });
  expect((await world.ask("package_info", { name: "@local/nobody" })).status).toBe(404);
});

test("[L28] [T9] only administrators look after packages, and no package does", async () => {
  const calling = definePlugin({
    permissions: [{ resource: "*", actions: ["*"], effect: "allow" }],
    actions: { stop: (_, context) => context.call("host/system/actors/package_manager/packages_list", {}) },
  });
  const packages = [pluginPackage({ name: "calling", plugin: calling, permissions: calling.permissions ?? [] })];
  await using world = await startAccountsHost({ packages });
  const [ada, eve] = [
    await world.makeKey({ account: "ada", kind: "token" }),
    await world.makeKey({ account: "eve", kind: "token" }),
  ];
  const ask = async (token?: string): Promise<number> => {
    const headers = { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }) };
    const path = "/host/system/actors/package_manager/packages_list";
    return (await world.send(path, { method: "POST", headers, body: JSON.stringify({ args: {} }) })).status;
  };

  expect([await ask(), await ask(eve), await ask(ada)]).toEqual([401, 403, 200]);
  await expect(world.host.call("calling.stop", {})).rejects.toThrow("package_manager");
});
