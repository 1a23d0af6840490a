// SPEC.md §5, lifecycle: what is installed while a host runs. Rule ids in titles refer to it.
import { ExpectedError } from "@larder/errors";
import { definePlugin } from "@larder/sdk";
import { expect, test } from "vitest";

import { memoryHost, memoryPackage, type MemoryPackage, statesOf } from "../testing/memory-host.ts";
import { UnusablePackageError } from "./lifecycle-errors.ts";
import type { LifecycleHooks } from "./lifecycle-hooks.ts";
import type { SupervisedPackage } from "./supervised-package.ts";

/** A package as it is installed: the same text for the same contents. */
function installed(name: string, over: MemoryPackage & { readonly contents?: string } = {}): SupervisedPackage {
  return { ...memoryPackage(name, over), fingerprint: over.contents ?? "1" };
}

/** The operator agreed to less than the package asks for. */
class UngrantedError extends ExpectedError {
  readonly code = "EUNTRUSTED";
}

function blocked(name: string, reason: ExpectedError, over: MemoryPackage = {}): SupervisedPackage {
  const { pkg: _, ...described } = installed(name, over) as Extract<SupervisedPackage, { type: "runnable" }>;
  return { ...described, type: "blocked", reason, fingerprint: "blocked" };
}

/** Hooks of which one refuses. */
function refusing(verb: string, name: string): LifecycleHooks {
  return {
    async run(asked, moment, packageName) {
      if (asked === verb && moment === "pre" && packageName === name) throw new Error("not now");
    },
  };
}

test("[L20] an older look at what is installed never takes the place of a newer one", async () => {
  const generations = [
    [installed("lamp", { version: "1.0.0" })],
    [installed("lamp", { version: "2.0.0", contents: "2" })],
  ];
  let generation = 0;
  const slow = Promise.withResolvers<void>();
  let looks = 0;
  await using host = await memoryHost(generations[0] ?? [], {
    async readAgain() {
      const packages = generations[generation] ?? [];
      looks += 1;
      if (looks === 1) await slow.promise;
      return { packages, generation };
    },
  });

  const reloading = host.packages.reload("@local/lamp");
  await Promise.resolve();
  generation = 1;
  const updating = host.packages.update();
  slow.resolve();
  await Promise.all([reloading, updating]);

  expect(host.status()).toMatchObject({ generation: 1, packages: [{ version: "2.0.0" }] });
});

test("[L20] [L15] what is removed goes after what no longer requires it has changed, which has no pause", async () => {
  const moves: string[] = [];
  const telling = (name: string, version: string): MemoryPackage => ({
    version,
    plugin: definePlugin({
      onLoad: () => void moves.push(`+ ${name} ${version}`),
      onUnload: () => void moves.push(`- ${name} ${version}`),
    }),
  });
  let packages = [
    installed("base", telling("base", "1.0.0")),
    installed("user", { ...telling("user", "1.0.0"), requires: ["@local/base"] }),
  ];
  await using host = await memoryHost(packages, { readAgain: async () => ({ packages }) });

  packages = [installed("user", { ...telling("user", "2.0.0"), contents: "2" })];
  const summary = await host.packages.update();

  expect(summary).toMatchObject({ removed: ["@local/base"], reloaded: ["@local/user"], kept: [] });
  await expect.poll(() => moves.length).toBe(5);
  expect(moves.slice(0, 3)).toEqual(["+ base 1.0.0", "+ user 1.0.0", "+ user 2.0.0"]);
});

test("[L20] [L17] what is removed stays as long as a package needs it whose next version does not load", async () => {
  const broken = definePlugin({ onLoad: () => Promise.reject(new Error("out of oil")) });
  let packages = [installed("base"), installed("user", { requires: ["@local/base"] }), installed("beside")];
  await using host = await memoryHost(packages, { readAgain: async () => ({ packages }) });

  packages = [installed("user", { plugin: broken, contents: "2" })];
  const summary = await host.packages.update();

  expect(summary).toMatchObject({
    removed: ["@local/beside"],
    kept: [
      { name: "@local/base", reason: "`@local/base` is required by `@local/user`, so it cannot be removed" },
      { name: "@local/user", reason: expect.stringContaining("out of oil") },
    ],
  });
  expect([statesOf(host, "@local/base"), statesOf(host, "@local/user")]).toEqual([
    "started started",
    "started started",
  ]);
});

test("[L20] [L24] a package whose hook refuses its removal stays, and everything else is taken up", async () => {
  let packages = [installed("a"), installed("b"), installed("c")];
  const hooks = refusing("uninstall", "@local/a");
  await using host = await memoryHost(packages, { hooks: () => hooks, readAgain: async () => ({ packages }) });

  packages = [installed("c", { contents: "2" }), installed("d")];
  const summary = await host.packages.update();

  expect(summary).toMatchObject({
    added: ["@local/d"],
    removed: ["@local/b"],
    reloaded: ["@local/c"],
    kept: [{ name: "@local/a", reason: "not now" }],
  });
  expect(statesOf(host, "@local/a")).toBe("started started");
});

test("[L23] [T9] an update does not remove what the operator calls required", async () => {
  let packages: SupervisedPackage[] = [{ ...installed("base"), isRequired: true }];
  await using host = await memoryHost(packages, { readAgain: async () => ({ packages }) });

  packages = [];
  const summary = await host.packages.update();

  expect(summary.kept).toEqual([
    { name: "@local/base", reason: "`@local/base` is required by this host, so it cannot be removed" },
  ]);
  expect(statesOf(host, "@local/base")).toBe("started started");
});

test("[L12] [L20] packages that come to require each other are stopped and say why, and can be removed", async () => {
  let packages = [installed("a"), installed("b", { requires: ["@local/a"] }), installed("beside")];
  await using host = await memoryHost(packages, { readAgain: async () => ({ packages }) });

  packages = [
    installed("a", { requires: ["@local/b"], contents: "2" }),
    installed("b", { requires: ["@local/a"] }),
    installed("beside"),
  ];
  const summary = await host.packages.update();

  expect(summary.reloaded).toEqual([]);
  expect(host.status().packages).toMatchObject([
    { actual: "failed", reason: expect.stringContaining("require each other"), effects: [] },
    { actual: "failed", reason: expect.stringContaining("require each other"), effects: [] },
    { actual: "started" },
  ]);
  packages = [installed("beside")];
  expect((await host.packages.update()).removed).toEqual(["@local/a", "@local/b"]);
  expect(host.status().packages).toHaveLength(1);
});

test("[L31] what the operator has taken back from a package that runs is taken from it at once", async () => {
  let packages = [installed("lamp"), installed("user", { requires: ["@local/lamp"] })];
  await using host = await memoryHost(packages, { readAgain: async () => ({ packages }) });

  packages = [
    blocked("lamp", new UngrantedError("`@local/lamp` asks to read `db`, which you did not agree to")),
    installed("user", { requires: ["@local/lamp"] }),
  ];
  const summary = await host.packages.update();

  expect(summary).toMatchObject({ kept: [], stopped: [{ name: "@local/lamp" }] });
  expect([statesOf(host, "@local/lamp"), statesOf(host, "@local/user")]).toEqual(["started failed", "started failed"]);
  packages = [installed("lamp", { contents: "2" }), installed("user", { requires: ["@local/lamp"] })];
  await host.packages.update();
  expect([statesOf(host, "@local/lamp"), statesOf(host, "@local/user")]).toEqual([
    "started started",
    "started started",
  ]);
});

test.each([
  ["a new version that asks for more", blocked("lamp", new UngrantedError("more"), { version: "2.0.0" })],
  ["a version that cannot be used", blocked("lamp", new UnusablePackageError("@local/lamp", "it is not signed"))],
])("[L17] [L31] %s leaves what runs as it was", async (_, next) => {
  let packages = [installed("lamp")];
  await using host = await memoryHost(packages, { readAgain: async () => ({ packages }) });

  packages = [next];
  const summary = await host.packages.update();

  expect(summary).toMatchObject({ kept: [{ name: "@local/lamp" }], stopped: [] });
  expect(statesOf(host, "@local/lamp")).toBe("started started");
});

test("[L3] [L22] whoever ends a host that ends already waits for the same end", async () => {
  const leaving = Promise.withResolvers<void>();
  const left: string[] = [];
  const plugin = definePlugin({ onUnload: () => leaving.promise.then(() => void left.push("left")) });
  await using host = await memoryHost([memoryPackage("lamp", { plugin })]);

  const first = host.stop();
  const second = host.stop().then(() => left.slice());
  await new Promise((resolve) => setImmediate(resolve));
  leaving.resolve();

  expect(await second).toEqual(["left"]);
  await first;
});

test("[L22] nothing is begun with the packages of a host that ends", async () => {
  await using host = await memoryHost([memoryPackage("lamp")]);
  await host.stop();

  await expect(host.packages.start("@local/lamp")).rejects.toMatchObject({ code: "EUNAVAILABLE" });
  await expect(host.packages.update()).rejects.toThrow("The host is stopping");
  expect(statesOf(host, "@local/lamp")).toBe("started stopped");
});
