// SPEC.md §5, lifecycle. Rule ids in titles refer to it.
import { setTimeout as delay } from "node:timers/promises";

import { definePlugin, type Plugin } from "@larder/sdk";
import { expect, test } from "vitest";

import type { RunHostOptions } from "../run-host.ts";
import { memoryHost, memoryPackage, statesOf } from "../testing/memory-host.ts";
import { memoryPackageRecords } from "./package-records.ts";
import type { SupervisedPackage } from "./supervised-package.ts";

/** A plugin that writes down what is asked of it. */
function diarist(diary: string[]): Plugin {
  const note = (phase: string) => (): void => void diary.push(phase);
  return definePlugin({
    prepare: note("prepare"),
    install: note("install"),
    upgrade: note("upgrade"),
    setup: note("setup"),
    onLoad: note("onLoad"),
    start: note("start"),
    onReload: note("onReload"),
    stop: note("stop"),
    uninstall: note("uninstall"),
    onUnload: note("onUnload"),
  });
}

function diaryHooks(diary: string[], failing?: string): NonNullable<RunHostOptions["hooks"]> {
  return () => ({
    async run(verb, moment, packageName, { oldVersion } = {}) {
      const hook = `${moment}-${verb}`;
      const from = oldVersion === undefined ? "" : ` from ${oldVersion}`;
      diary.push(`${hook} ${packageName.replace("@local/", "")}${from}`);
      if (hook === failing) throw new Error(`${hook} fails`);
    },
  });
}

test("[L21] [T4] [T7] a package is prepared and installed at its first start only, with its hooks around", async () => {
  const records = memoryPackageRecords();
  const diary: string[] = [];
  const packages = [memoryPackage("notes", { plugin: diarist(diary) })];
  const options = { records, hooks: diaryHooks(diary) };

  const first = await memoryHost(packages, options);
  await first.stop();
  const atFirst = diary.splice(0);
  const second = await memoryHost(packages, options);
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
  let packages = [memoryPackage("notes", { plugin: diarist(diary), version: "1.0.0" })];
  await using host = await memoryHost(packages, { readAgain: async () => ({ packages }), hooks: diaryHooks(diary) });
  diary.length = 0;

  packages = [memoryPackage("notes", { plugin: diarist(diary), version: "2.0.0" })];
  const summary = await host.packages.update();

  expect(summary.reloaded).toEqual(["@local/notes"]);
  expect(diary.slice(0, 8)).toEqual([
    "onReload",
    "pre-upgrade notes from 1.0.0",
    "prepare",
    "upgrade",
    "post-upgrade notes from 1.0.0",
    "setup",
    "onLoad",
    "start",
  ]);
});

test("[L21] [T4] what is removed is stopped, then asked to undo what it left, then forgotten", async () => {
  const diary: string[] = [];
  const other = { ...memoryPackage("other"), fingerprint: "as it was" };
  let packages = [memoryPackage("notes", { plugin: diarist(diary) }), other];
  await using host = await memoryHost(packages, { readAgain: async () => ({ packages }), hooks: diaryHooks(diary) });
  diary.length = 0;

  packages = [other];
  const summary = await host.packages.update();

  expect(summary).toMatchObject({ removed: ["@local/notes"], added: [] });
  expect(diary).toEqual(["pre-uninstall notes", "stop", "uninstall", "onUnload", "post-uninstall notes"]);
  expect(statesOf(host, "@local/notes")).toBe("absent");
});

test("[L21] [T4] what is removed while it does not run is asked to undo what it left all the same", async () => {
  const diary: string[] = [];
  let packages = [memoryPackage("notes", { plugin: diarist(diary) })];
  await using host = await memoryHost(packages, { readAgain: async () => ({ packages }) });
  await host.packages.stop("@local/notes");
  diary.length = 0;

  packages = [];
  await host.packages.update();

  expect(diary).toEqual(["uninstall"]);
});

test("[T6] what is given when a package is added is there for its methods and its actions, also after a restart", async () => {
  const records = memoryPackageRecords();
  const given: unknown[] = [];
  const plugin = definePlugin({
    actions: { ask: (_, { config }) => config },
    install: (_, installArguments) => void given.push(installArguments),
  });
  let packages: readonly SupervisedPackage[] = [];
  const installer = {
    add: async () => {
      packages = [memoryPackage("notes", { plugin })];
      return ["@local/notes"];
    },
    remove: async () => void (packages = []),
  };
  const options = { records, installer, readAgain: async () => ({ packages }) };
  const first = await memoryHost([], options);
  await first.packages.add({ path: "./notes" }, { installArguments: { colour: "green" } });
  const answer = await first.call("notes.ask", {});
  await first.stop();

  await using second = await memoryHost(packages, options);

  expect([given, answer, await second.call("notes.ask", {})]).toEqual([
    [{ colour: "green" }],
    { colour: "green" },
    { colour: "green" },
  ]);
});

test("[L24] a hook before a verb that fails keeps it from being done, one after it marks the package", async () => {
  const before = await memoryHost([memoryPackage("notes")], { hooks: diaryHooks([], "pre-start") });
  const after = await memoryHost([memoryPackage("notes", { plugin: definePlugin({ actions: { ping: () => 1 } }) })], {
    hooks: diaryHooks([], "post-start"),
  });

  expect(before.status().packages).toMatchObject([{ actual: "failed", reason: "pre-start fails", effects: [] }]);
  expect(after.status().packages).toMatchObject([{ actual: "failed", reason: "post-start fails" }]);
  expect(await after.call("notes.ping", {})).toBe(1);
  await before.stop();
  await after.stop();
});

test("[L24] a hook that keeps a package from being stopped keeps what requires it too", async () => {
  await using host = await memoryHost([memoryPackage("base"), memoryPackage("user", { requires: ["@local/base"] })], {
    hooks: () => ({
      async run(verb, moment, name) {
        if (verb === "stop" && moment === "pre" && name === "@local/base") throw new Error("busy");
      },
    }),
  });

  await expect(host.packages.stop("@local/base")).rejects.toThrow("busy");

  expect([statesOf(host, "@local/base"), statesOf(host, "@local/user")]).toEqual([
    "started started",
    "started started",
  ]);
});

test("[L24] the time of a hook is not the time of the package", async () => {
  await using host = await memoryHost([memoryPackage("notes")], {
    limits: { loadMs: 60 },
    hooks: () => ({ run: () => delay(120) }),
  });

  expect(statesOf(host, "@local/notes")).toBe("started started");
});
