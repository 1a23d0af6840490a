// SPEC.md §5, lifecycle. Rule ids in titles refer to it.
import { allow, Db, definePlugin } from "@larder/sdk";
import { expect, test } from "vitest";

import { memoryHost, memoryPackage, type MemoryPackage, statesOf } from "../testing/memory-host.ts";
import { memoryPackageRecords } from "./package-records.ts";
import type { SupervisedPackage } from "./supervised-package.ts";

test("[L22] [X11] what does not fit the state of a package is refused, naming it and the way out", async () => {
  await using host = await memoryHost([memoryPackage("notes"), memoryPackage("user", { requires: ["@local/notes"] })]);
  await host.packages.disable("@local/notes");

  await expect(host.packages.start("@local/notes")).rejects.toMatchObject({
    code: "E409",
    message: "`@local/notes` is disabled, so it cannot be started",
    hint: "Enable it with `larder enable @local/notes`",
  });
  await expect(host.packages.start("@local/user")).rejects.toThrow("is disabled, and `@local/user` requires it");
  await expect(host.packages.reload("@local/notes")).rejects.toThrow("is disabled");
  await expect(host.packages.disable("@local/notes")).rejects.toThrow("is disabled already");
  await expect(host.packages.enable("@local/user")).rejects.toThrow("`@local/user` is not disabled");
  await expect(host.packages.stop("@local/nobody")).rejects.toMatchObject({ code: "E404" });
  await expect(host.packages.remove("@local/notes")).rejects.toThrow("is required by `@local/user`");
  expect([statesOf(host, "@local/notes"), statesOf(host, "@local/user")]).toEqual([
    "disabled stopped",
    "started stopped",
  ]);
});

test("[L22] [X9] a start loads what is required first, and brings back what waited", async () => {
  await using host = await memoryHost([
    memoryPackage("base"),
    memoryPackage("middle", { requires: ["@local/base"] }),
    memoryPackage("top", { requires: ["@local/middle"] }),
  ]);
  await host.packages.stop("@local/base");
  const stopped = ["base", "middle", "top"].map((name) => statesOf(host, `@local/${name}`));

  await host.packages.start("@local/middle");

  expect(stopped).toEqual(["installed stopped", "started stopped", "started stopped"]);
  expect(["base", "middle", "top"].map((name) => statesOf(host, `@local/${name}`))).toEqual([
    "started started",
    "started started",
    "started started",
  ]);
});

test("[L22] [X9] a reload of what does not run starts it, and what it requires", async () => {
  await using host = await memoryHost([memoryPackage("base"), memoryPackage("user", { requires: ["@local/base"] })]);
  await host.packages.stop("@local/base");

  await host.packages.reload("@local/user");

  expect([statesOf(host, "@local/base"), statesOf(host, "@local/user")]).toEqual([
    "started started",
    "started started",
  ]);
});

test("[L23] [T8] [T9] a required package is started whatever was wanted, and cannot be stopped, disabled or removed", async () => {
  const records = memoryPackageRecords();
  await records.write({ "@local/base": { desired: "disabled", installed: "0.0.0" } });
  await using host = await memoryHost([{ ...memoryPackage("base"), isRequired: true }], { records });

  expect(statesOf(host, "@local/base")).toBe("started started");
  await expect(host.packages.stop("@local/base")).rejects.toThrow("is required by this host, so it cannot be stopped");
  await expect(host.packages.disable("@local/base")).rejects.toThrow("so it cannot be disabled");
  await expect(host.packages.remove("@local/base")).rejects.toThrow("so it cannot be removed");
});

test("[L25] [X8] [X47] a start is summed up, and the host tells of it", async () => {
  const heard: unknown[] = [];
  const listener = definePlugin({
    permissions: [{ resource: "events:xcore.*", actions: ["subscribe"], effect: "allow" }],
    on: [{ event: "xcore.*", handler: (payload, _, { name }) => void heard.push([name, payload]) }],
  });
  const broken = definePlugin({
    onLoad() {
      throw new Error("no");
    },
  });
  const records = memoryPackageRecords();
  await records.write({ "@local/off": { desired: "disabled" } });
  await using host = await memoryHost(
    [
      memoryPackage("a-listener", { plugin: listener }),
      memoryPackage("broken", { plugin: broken }),
      memoryPackage("user", { requires: ["@local/broken"] }),
      memoryPackage("off"),
    ],
    { records },
  );

  const summary = { loaded: ["@local/a-listener"], failed: ["@local/broken", "@local/user"], skipped: ["@local/off"] };
  expect(host.started).toEqual(summary);
  await expect.poll(() => heard.length).toBe(2);
  expect(heard).toEqual([
    ["xcore.plugins.booted", summary],
    ["xcore.booted", { startMs: expect.any(Number) }],
  ]);
});

test("[L25] [X11] [X47] each change of a package's state is told, with the plugin's name", async () => {
  const heard: string[] = [];
  const listener = definePlugin({
    permissions: [{ resource: "events:plugin.*", actions: ["subscribe"], effect: "allow" }],
    on: [
      {
        event: "plugin.notes.*",
        handler(payload, _, { name }) {
          const { from, to } = payload as { readonly from?: string; readonly to?: string };
          heard.push(from === undefined ? name : `${name} ${from} → ${to}`);
        },
      },
    ],
  });
  const clock = { token: "service", id: "clock" } as const;
  const notes = definePlugin({ provides: { clock }, setup: (context) => context.provide(clock, { now: () => 0 }) });
  await using host = await memoryHost([
    memoryPackage("a-listener", { plugin: listener }),
    memoryPackage("notes", { plugin: notes, requires: ["@local/a-listener"] }),
  ]);

  await host.packages.reload("@local/notes");
  await host.packages.stop("@local/notes");

  await expect.poll(() => heard.length).toBe(8);
  expect(heard).toEqual([
    "plugin.notes.state_changed fetched → starting",
    "plugin.notes.state_changed starting → started",
    "plugin.notes.services_registered",
    "plugin.notes.services_registered",
    "plugin.notes.reloaded",
    "plugin.notes.state_changed started → stopping",
    "plugin.notes.state_changed stopping → stopped",
    "plugin.notes.unloaded",
  ]);
});

test("[L26] what is wanted of packages, and what was installed, outlives the host", async () => {
  const records = memoryPackageRecords();
  const packages = [memoryPackage("running"), memoryPackage("stopped"), memoryPackage("off")];
  const first = await memoryHost(packages, { records });
  await first.packages.stop("@local/stopped");
  await first.packages.disable("@local/off");
  await first.stop();

  await using second = await memoryHost(packages, { records });

  expect(["running", "stopped", "off"].map((name) => statesOf(second, `@local/${name}`))).toEqual([
    "started started",
    "installed installed",
    "disabled installed",
  ]);
});

test("[L26] a host that cannot write what is wanted runs all the same, and says so in its log", async () => {
  const refused = new Error("EROFS: read-only file system");
  const records = { ...memoryPackageRecords(), write: () => Promise.reject(refused) };
  await using host = await memoryHost([memoryPackage("lamp")], { records });

  await host.packages.stop("@local/lamp");

  expect(statesOf(host, "@local/lamp")).toBe("installed stopped");
  const told = host
    .status()
    .log.filter(({ message }) => message === "What is wanted of the packages could not be written");
  expect(told.length).toBeGreaterThan(0);
});

test("[L29] [X47] a service of the host that begins to fail is told of, once", async () => {
  const heard: unknown[] = [];
  const listener = definePlugin({
    needs: { db: Db },
    permissions: [allow("events:service.*", ["subscribe"]), allow("db")],
    on: [{ event: "service.error", handler: (payload) => void heard.push(payload) }],
    actions: { ask: (_, { db }) => db.query("select 1") },
  });
  await using host = await memoryHost([memoryPackage("asking", { plugin: listener })]);

  await expect(host.call("asking.ask", {})).rejects.toThrow("failed");
  await expect(host.call("asking.ask", {})).rejects.toThrow("failed");

  await expect.poll(() => heard).toEqual([{ service: "db", reason: "Nobody asks for a database" }]);
});

/** A package as it is installed: the same text for the same contents. */
function installed(name: string, over: MemoryPackage & { readonly contents?: string } = {}): SupervisedPackage {
  return { ...memoryPackage(name, over), fingerprint: over.contents ?? "1" };
}

test("[L20] what is installed, updated or removed gives a life of its own only to what has changed and what requires it", async () => {
  let packages = [
    installed("base"),
    installed("user", { requires: ["@local/base"] }),
    installed("beside"),
    installed("leaving"),
  ];
  await using host = await memoryHost(packages, { readAgain: async () => ({ packages, generation: 2 }) });
  const livesOf = (): ReadonlyMap<string, number | undefined> =>
    new Map(host.status().packages.map(({ name, incarnation }) => [name.slice("@local/".length), incarnation]));
  const before = livesOf();

  packages = [
    installed("base", { contents: "2" }),
    installed("user", { requires: ["@local/base"] }),
    installed("beside"),
    installed("new"),
  ];
  const summary = await host.packages.update();

  const after = livesOf();
  expect(summary).toEqual({
    added: ["@local/new"],
    removed: ["@local/leaving"],
    reloaded: ["@local/base", "@local/user"],
    kept: [],
    stopped: [],
  });
  expect([...after.keys()]).toEqual(["base", "beside", "new", "user"]);
  expect(after.get("beside")).toBe(before.get("beside"));
  expect(after.get("base")).not.toBe(before.get("base"));
  expect(after.get("user")).not.toBe(before.get("user"));
  expect(host.status().generation).toBe(2);
});

test("[L20] [L17] of an update, what does not come about goes on as it was, and everything else is taken up", async () => {
  const broken = definePlugin({
    setup() {
      throw new Error("out of oil");
    },
  });
  let packages = [installed("lamp"), installed("beside")];
  await using host = await memoryHost(packages, { readAgain: async () => ({ packages }) });

  packages = [installed("lamp", { plugin: broken, contents: "2" }), installed("beside", { contents: "2" })];
  const summary = await host.packages.update();

  const reason = "`lamp` of `@local/lamp` failed in setup: out of oil";
  expect(summary).toMatchObject({ reloaded: ["@local/beside"], kept: [{ name: "@local/lamp", reason }] });
  expect(host.status().packages).toMatchObject([
    { actual: "started" },
    { name: "@local/lamp", actual: "started", reason },
  ]);
});
