// SPEC.md §5, lifecycle. Rule ids in titles refer to it.
import { allow, Db, definePlugin, type Plugin } from "@larder/sdk";
import { expect, test } from "vitest";

import { type RunHostOptions, type RunningHost, runHost } from "../run-host.ts";
import { pluginPackage } from "../testing/plugin-package.ts";
import { silentLogger } from "../testing/running-hosts.ts";
import { memoryPackageRecords } from "./package-records.ts";
import type { SupervisedPackage } from "./supervised-package.ts";

async function aHost(
  packages: readonly SupervisedPackage[],
  options: Partial<RunHostOptions> = {},
): Promise<RunningHost & AsyncDisposable> {
  const host = await runHost({
    directory: "memory",
    packages,
    logger: silentLogger,
    clock: Date.now,
    hostNames: [],
    openDatabase: () => Promise.reject(new Error("Nobody asks for a database")),
    ...options,
  });
  return { ...host, [Symbol.asyncDispose]: () => host.stop() };
}

type Written = { readonly plugin?: Plugin; readonly requires?: readonly string[]; readonly version?: string };

function aPackage(
  name: string,
  { plugin = definePlugin({}), requires = [], version }: Written = {},
): SupervisedPackage {
  const made = pluginPackage({ name, plugin, permissions: plugin.permissions ?? [], requires });
  if (version === undefined || made.type !== "runnable") return made;
  return { ...made, version, pkg: { ...made.pkg, version } };
}

const stateOf = (host: RunningHost, name: string) => {
  const found = host.status().packages.find((pkg) => pkg.name === name);
  return found === undefined ? "absent" : `${found.desired} ${found.actual}`;
};

/** A plugin that writes down what is asked of it. */
function diarist(diary: string[], failing?: string): Plugin {
  const note = (phase: string) => async () => {
    diary.push(phase);
    if (phase === failing) throw new Error(`${phase} fails`);
  };
  return {
    ...definePlugin({
      setup: note("setup"),
      onLoad: note("onLoad"),
      onReload: note("onReload"),
      onUnload: note("onUnload"),
    }),
    ...Object.fromEntries(
      ["prepare", "install", "upgrade", "start", "stop", "uninstall"].map((phase) => [phase, note(phase)]),
    ),
  };
}

function diaryHooks(diary: string[], failing?: string): NonNullable<RunHostOptions["hooks"]> {
  return () => ({
    async run(verb, moment, packageName) {
      const hook = `${moment}-${verb}`;
      diary.push(`${hook} ${packageName.replace("@local/", "")}`);
      if (hook === failing) throw new Error(`${hook} fails`);
    },
  });
}

test("[L21] [T4] [T7] a package is prepared and installed at its first start only, with its hooks around", async () => {
  const records = memoryPackageRecords();
  const diary: string[] = [];
  const packages = [aPackage("notes", { plugin: diarist(diary) })];
  const options = { records, hooks: diaryHooks(diary) };

  const first = await aHost(packages, options);
  await first.stop();
  const atFirst = diary.splice(0);
  const second = await aHost(packages, options);
  await second.stop();

  expect(atFirst).toEqual([
    "pre-install notes",
    "prepare",
    "install",
    "post-install notes",
    "pre-start notes",
    "setup",
    "onLoad",
    "start",
    "post-start notes",
    "pre-stop notes",
    "stop",
    "onUnload",
    "post-stop notes",
  ]);
  expect(diary.slice(0, 5)).toEqual(["pre-start notes", "setup", "onLoad", "start", "post-start notes"]);
});

test("[L21] [T4] another version is prepared again and brought up, while the one before still runs", async () => {
  const diary: string[] = [];
  let packages = [aPackage("notes", { plugin: diarist(diary), version: "1.0.0" })];
  await using host = await aHost(packages, { readAgain: async () => ({ packages }), hooks: diaryHooks(diary) });
  diary.length = 0;

  packages = [aPackage("notes", { plugin: diarist(diary), version: "2.0.0" })];
  const summary = await host.packages.update();

  expect(summary.reloaded).toEqual(["@local/notes"]);
  expect(diary.slice(0, 8)).toEqual([
    "onReload",
    "pre-upgrade notes",
    "prepare",
    "upgrade",
    "post-upgrade notes",
    "setup",
    "onLoad",
    "start",
  ]);
});

test("[L21] [T4] what is removed is stopped, then asked to undo what it left, then forgotten", async () => {
  const diary: string[] = [];
  let packages = [aPackage("notes", { plugin: diarist(diary) }), aPackage("other")];
  await using host = await aHost(packages, { readAgain: async () => ({ packages }), hooks: diaryHooks(diary) });
  diary.length = 0;

  packages = [aPackage("other")];
  const summary = await host.packages.update();

  expect(summary).toMatchObject({ removed: ["@local/notes"], added: [] });
  expect(diary).toEqual(["pre-uninstall notes", "stop", "uninstall", "onUnload", "post-uninstall notes"]);
  expect(stateOf(host, "@local/notes")).toBe("absent");
});

test("[L21] [T4] what is removed while it does not run is asked to undo what it left all the same", async () => {
  const diary: string[] = [];
  let packages = [aPackage("notes", { plugin: diarist(diary) })];
  await using host = await aHost(packages, { readAgain: async () => ({ packages }) });
  await host.packages.stop("@local/notes");
  diary.length = 0;

  packages = [];
  await host.packages.update();

  expect(diary).toEqual(["uninstall"]);
});

test("[T6] what is given when a package is added is there for its methods and its actions, also after a restart", async () => {
  const records = memoryPackageRecords();
  const given: unknown[] = [];
  const plugin: Plugin = {
    ...definePlugin({ actions: { ask: (_, { config }) => config } }),
    ...{ install: (_context: unknown, kwargs: unknown) => void given.push(kwargs) },
  };
  let packages: readonly SupervisedPackage[] = [];
  const installer = {
    add: async () => {
      packages = [aPackage("notes", { plugin })];
      return ["@local/notes"];
    },
    remove: async () => void (packages = []),
  };
  const options = { records, installer, readAgain: async () => ({ packages }) };
  const first = await aHost([], options);
  await first.packages.add({ path: "./notes" }, { installArguments: { colour: "green" } });
  const answer = await first.call("notes.ask", {});
  await first.stop();

  await using second = await aHost(packages, options);

  expect([given, answer, await second.call("notes.ask", {})]).toEqual([
    [{ colour: "green" }],
    { colour: "green" },
    { colour: "green" },
  ]);
});

test("[L22] [X11] what does not fit the state of a package is refused, naming it and the way out", async () => {
  await using host = await aHost([aPackage("notes"), aPackage("user", { requires: ["@local/notes"] })]);
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
  expect([stateOf(host, "@local/notes"), stateOf(host, "@local/user")]).toEqual([
    "disabled stopped",
    "started stopped",
  ]);
});

test("[L22] [X9] a start loads what is required first, and brings back what waited", async () => {
  await using host = await aHost([
    aPackage("base"),
    aPackage("middle", { requires: ["@local/base"] }),
    aPackage("top", { requires: ["@local/middle"] }),
  ]);
  await host.packages.stop("@local/base");
  const stopped = ["base", "middle", "top"].map((name) => stateOf(host, `@local/${name}`));

  await host.packages.start("@local/middle");

  expect(stopped).toEqual(["installed stopped", "started stopped", "started stopped"]);
  expect(["base", "middle", "top"].map((name) => stateOf(host, `@local/${name}`))).toEqual([
    "started started",
    "started started",
    "started started",
  ]);
});

test("[L22] [X9] a reload of what does not run starts it, and what it requires", async () => {
  await using host = await aHost([aPackage("base"), aPackage("user", { requires: ["@local/base"] })]);
  await host.packages.stop("@local/base");

  await host.packages.reload("@local/user");

  expect([stateOf(host, "@local/base"), stateOf(host, "@local/user")]).toEqual(["started started", "started started"]);
});

test("[L23] [T8] [T9] a required package is started whatever was wanted, and cannot be stopped, disabled or removed", async () => {
  const records = memoryPackageRecords();
  await records.write({ "@local/base": { desired: "disabled", installed: "0.0.0" } });
  await using host = await aHost([{ ...aPackage("base"), isRequired: true }], { records });

  expect(stateOf(host, "@local/base")).toBe("started started");
  await expect(host.packages.stop("@local/base")).rejects.toThrow("is required by this host, so it cannot be stopped");
  await expect(host.packages.disable("@local/base")).rejects.toThrow("so it cannot be disabled");
  await expect(host.packages.remove("@local/base")).rejects.toThrow("so it cannot be removed");
});

test("[L24] a hook before a verb that fails keeps it from being done, one after it marks the package", async () => {
  const before = await aHost([aPackage("notes")], { hooks: diaryHooks([], "pre-start") });
  const after = await aHost([aPackage("notes", { plugin: definePlugin({ actions: { ping: () => 1 } }) })], {
    hooks: diaryHooks([], "post-start"),
  });

  expect(before.status().packages).toMatchObject([{ state: "failed", reason: "pre-start fails", effects: [] }]);
  expect(after.status().packages).toMatchObject([{ actual: "failed", reason: "post-start fails" }]);
  expect(await after.call("notes.ping", {})).toBe(1);
  await before.stop();
  await after.stop();
});

test("[L24] a hook that keeps a package from being stopped keeps what requires it too", async () => {
  await using host = await aHost([aPackage("base"), aPackage("user", { requires: ["@local/base"] })], {
    hooks: () => ({
      async run(verb, moment, name) {
        if (verb === "stop" && moment === "pre" && name === "@local/base") throw new Error("busy");
      },
    }),
  });

  await expect(host.packages.stop("@local/base")).rejects.toThrow("busy");

  expect([stateOf(host, "@local/base"), stateOf(host, "@local/user")]).toEqual(["started started", "started started"]);
});

test("[L24] the time of a hook is not the time of the package", async () => {
  const slow = async (): Promise<void> => await new Promise((resolve) => setTimeout(resolve, 120));
  await using host = await aHost([aPackage("notes")], { limits: { loadMs: 60 }, hooks: () => ({ run: slow }) });

  expect(stateOf(host, "@local/notes")).toBe("started started");
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
  await using host = await aHost(
    [
      aPackage("a-listener", { plugin: listener }),
      aPackage("broken", { plugin: broken }),
      aPackage("user", { requires: ["@local/broken"] }),
      aPackage("off"),
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
  await using host = await aHost([
    aPackage("a-listener", { plugin: listener }),
    aPackage("notes", { plugin: notes, requires: ["@local/a-listener"] }),
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
  const packages = [aPackage("running"), aPackage("stopped"), aPackage("off")];
  const first = await aHost(packages, { records });
  await first.packages.stop("@local/stopped");
  await first.packages.disable("@local/off");
  await first.stop();

  await using second = await aHost(packages, { records });

  expect(["running", "stopped", "off"].map((name) => stateOf(second, `@local/${name}`))).toEqual([
    "started started",
    "installed installed",
    "disabled installed",
  ]);
});

test("[L29] [X47] a service of the host that begins to fail is told of, once", async () => {
  const heard: unknown[] = [];
  const listener = definePlugin({
    needs: { db: Db },
    permissions: [allow("events:service.*", ["subscribe"]), allow("db")],
    on: [{ event: "service.error", handler: (payload) => void heard.push(payload) }],
    actions: { ask: (_, { db }) => db.query("select 1") },
  });
  await using host = await aHost([aPackage("asking", { plugin: listener })]);

  await expect(host.call("asking.ask", {})).rejects.toThrow();
  await expect(host.call("asking.ask", {})).rejects.toThrow();

  await expect.poll(() => heard).toEqual([{ service: "db", reason: "Nobody asks for a database" }]);
});
