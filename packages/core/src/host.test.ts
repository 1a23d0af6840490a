// SPEC.md §6, the host. Rule ids in titles refer to it.
import { existsSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { hostPaths } from "@larder/host-directory";
import { expect, test } from "vitest";

import { startHost } from "./host.ts";
import { layHost, type PackageOnDisk } from "./testing/host-on-disk.ts";
import { aPluginPackage, metricsPackage, reportPackage } from "./testing/packages.ts";
import { postJson, seen, silentLogger, startLaidHost } from "./testing/running-hosts.ts";

test("[R1] a trusted package is loaded from an installed host and answers", async () => {
  await using host = await startLaidHost([reportPackage, metricsPackage]);

  expect(host.status().packages.map(({ name, actual, mode }) => [name, actual, mode])).toEqual([
    ["@home/metrics", "started", "trusted"],
    ["@home/report", "started", "trusted"],
  ]);
  expect(await seen(await host.fetch(postJson("/ipc/report/total", { payload: { values: [1, 2, 3] } })))).toEqual({
    status: 200,
    body: { status: "ok", plugin: "report", action: "total", result: { total: 6 } },
  });
});

test("[S1] a host of which no package uses the database opens none", async () => {
  await using host = await startLaidHost([reportPackage, metricsPackage]);

  await host.call("report.total", { values: [1] });

  expect(existsSync(hostPaths(host.directory).data)).toBe(false);
});

test("[S3] what a package keeps in its database is there after a restart", { tags: ["slow"] }, async () => {
  const code = `{
    needs: { db: { token: "service", id: "db" } },
    permissions: [allow("db")],
    actions: {
      add: async ({ text }, { db }) => (await db.query("insert into notes (text) values ($1) returning id", [text]))[0],
      list: (_, { db }) => db.query("select text from notes order by id"),
    },
    onLoad: ({ db }) => db.query("create table if not exists notes (id serial primary key, text text)"),
  }`;
  const larder = { permissions: [{ resource: "db", actions: ["*"], effect: "allow" }] };
  await using laid = await layHost([aPluginPackage("@home/notes", code, { larder })]);
  const first = await startHost({ directory: laid.directory, logger: silentLogger });
  await first.call("notes.add", { text: "milk" });
  await first.stop();

  const second = await startHost({ directory: laid.directory, logger: silentLogger });

  expect(await second.call("notes.list", {})).toEqual([{ text: "milk" }]);
  await second.stop();
});

test("[R2] code that the operator did not trust runs in a sandbox, with nothing of the host's process", async () => {
  const { mode: _, ...untrusted } = metricsPackage;
  const marker = `import { definePlugin } from "@larder/sdk";
    globalThis.untrustedCodeRan = true;
    export default definePlugin({ actions: { look: () => ["process", "require", "fetch"].map((name) => typeof globalThis[name]) } });`;
  await using host = await startLaidHost([
    { ...untrusted, files: { ...untrusted.files, "plugins/evil/index.js": marker } },
    reportPackage,
  ]);

  expect(host.status().packages).toMatchObject([
    { name: "@home/metrics", actual: "started", mode: "sandboxed" },
    { name: "@home/report", actual: "started", mode: "trusted" },
  ]);
  expect(globalThis).not.toHaveProperty("untrustedCodeRan");
  expect(await host.call("evil.look", {})).toEqual(["undefined", "undefined", "undefined"]);
  expect(await host.call("report.total", { values: [1, 2] })).toEqual({ total: 3 });
});

test("[R2] the operator's own folder is trusted unless he says otherwise", async () => {
  const { mode: _, ...local } = { ...metricsPackage, isLocal: true as const };
  await using trusting = await startLaidHost([local]);
  await using careful = await startLaidHost([{ ...local, mode: "sandboxed" }]);

  expect(trusting.status().packages).toMatchObject([{ actual: "started", mode: "trusted" }]);
  expect(careful.status().packages).toMatchObject([{ actual: "started", mode: "sandboxed" }]);
});

test("[R2] a package may ask for a sandbox of its own accord, and never to be trusted; the operator decides", async () => {
  const { mode: _, ...written } = metricsPackage;
  const named = (name: string, mode: string): PackageOnDisk => ({ ...written, name, larder: { mode } });
  await using host = await startLaidHost([
    { ...named("@home/careful", "sandboxed"), isLocal: true },
    { ...named("@home/decided", "sandboxed"), isLocal: true, mode: "trusted" },
    named("@home/presuming", "trusted"),
  ]);

  expect(host.status().packages.map(({ name, mode }) => [name, mode])).toEqual([
    ["@home/careful", "sandboxed"],
    ["@home/decided", "trusted"],
    ["@home/presuming", "sandboxed"],
  ]);
});

test("[R2] a sandboxed package that asks for what the operator did not agree to is blocked, and so is what requires it", async () => {
  const { mode: _, ...untrusted } = metricsPackage;
  const permissions = [{ resource: "db", actions: ["read"], effect: "allow" }] as const;
  await using host = await startLaidHost([{ ...untrusted, larder: { permissions } }, reportPackage]);

  const sentence = "`@home/metrics` asks to read `db`, which you did not agree to";
  expect(host.status().packages).toMatchObject([
    { name: "@home/metrics", actual: "failed", reason: expect.stringContaining(sentence), actions: [] },
    { name: "@home/report", actual: "failed", reason: expect.stringContaining(sentence) },
  ]);
  await expect(host.call("metrics.sum", { values: [] })).rejects.toThrow("There is no action `metrics.sum`");
});

test("[R3] a package without code runs without trust and is shown with its components", async () => {
  const themes = {
    "themes/plain.toml": '[theme]\nname = "plain"\n',
    "plugins/git.toml": '[plugin]\nname = "git"\ndescription = "The branch"\n',
    "completions/npm.toml": '[completion]\nname = "npm"\n',
  };
  await using host = await startLaidHost([{ name: "prompt-themes", larder: {}, files: themes }]);

  const [status] = host.status().packages;

  expect(status).toMatchObject({ actual: "started", mode: "data", effects: [], actions: [] });
  expect(status?.components.map(({ kind, name }) => [kind, name])).toEqual(
    expect.arrayContaining([
      ["theme", "plain"],
      ["prompt-provider", "git"],
    ]),
  );
});

test("[R4] a package whose variables are missing is blocked, naming them; with them it gets them", async () => {
  const code = "{ actions: { show: (_, { env }) => env } }";
  const pkg = aPluginPackage("@home/weather", code, { larder: { env: { KEY: "${WEATHER_KEY}", UNIT: "metric" } } });

  await using blocked = await startLaidHost([pkg]);
  await using given = await startLaidHost([pkg], { environment: { WEATHER_KEY: "abc" } });
  await using decided = await startLaidHost([{ ...pkg, env: { KEY: "mine" } }]);

  expect(blocked.status().packages[0]).toMatchObject({
    actual: "unconfigured",
    reason: "`@home/weather` needs the variable `WEATHER_KEY`, not set for this host",
  });
  expect(await given.call("weather.show", {})).toEqual({ KEY: "abc", UNIT: "metric" });
  expect(await decided.call("weather.show", {})).toEqual({ KEY: "mine", UNIT: "metric" });
});

test("[R5] a host without an installed generation starts, empty", async () => {
  await using laid = await layHost([]);
  await rm(hostPaths(laid.directory).state, { recursive: true });

  const host = await startHost({ directory: laid.directory, logger: silentLogger });

  expect(host.status()).toMatchObject({ packages: [], actions: [], routes: [] });
  expect(host.status()).not.toHaveProperty("generation");
});

test("[R6] a directory that is no host is refused, and so is a damaged index", async () => {
  await using laid = await layHost([metricsPackage]);
  await writeFile(join(hostPaths(laid.directory).generations, "1", "packages.json"), "{");
  const elsewhere = join(laid.directory, "elsewhere");
  await mkdir(elsewhere);

  await expect(startHost({ directory: elsewhere, logger: silentLogger })).rejects.toMatchObject({ code: "EHOST" });
  await expect(startHost({ directory: laid.directory, logger: silentLogger })).rejects.toMatchObject({
    code: "EHOST",
    message: expect.stringContaining("is damaged"),
  });
});

test("[R6] a package that is gone from the store is one package that cannot be used, not a host that does not start", async () => {
  await using laid = await layHost([reportPackage, metricsPackage]);
  await rm(join(laid.directory, "..", "store", "@home+metrics"), { recursive: true });

  const host = await startHost({ directory: laid.directory, logger: silentLogger });

  expect(host.status().packages).toMatchObject([
    { actual: "failed", reason: expect.stringContaining("`@home/metrics` cannot be used: its files are not at") },
    { actual: "failed" },
  ]);
  await host.stop();
});

test("[R7] every package gets the host's own sdk, also when a copy lies in its dependencies", async () => {
  const code = '{ actions: { ping: () => "pong" } }';
  const copy = {
    "node_modules/@larder/sdk/package.json": '{ "name": "@larder/sdk", "version": "0.0.1", "exports": "./index.js" }',
    "node_modules/@larder/sdk/index.js": 'throw new Error("the wrong copy");',
  };
  await using host = await startLaidHost([aPluginPackage("@home/ping", code, { files: copy })]);

  expect(await host.call("ping.ping", {})).toBe("pong");
});

const brokenCode = [
  ["does not parse", "export default {{", "import: Unexpected token '{'"],
  ["imports what is not there", 'import "left-pad";', "import: Cannot find package 'left-pad'"],
  [
    "exports something else",
    "export default 7;",
    "definition: `plugins/broken/index.js` must export what `definePlugin` returns",
  ],
] as const;

test.each(brokenCode)("[R8] code that %s fails its package, with the reason", async (_, code, reason) => {
  await using host = await startLaidHost([
    aPluginPackage("@home/broken", "{}", { files: { "plugins/broken/index.js": code } }),
    metricsPackage,
  ]);

  expect(host.status().packages).toMatchObject([
    { actual: "failed", reason: expect.stringContaining(`\`broken\` of \`@home/broken\` failed in ${reason}`) },
    { actual: "started" },
  ]);
});

test("[R9] a package whose `engines.larder` does not fit this host's API is blocked", async () => {
  const packageJson = {
    name: "@home/new",
    version: "1.0.0",
    type: "module",
    engines: { larder: "^2.0.0" },
    larder: {},
  };
  await using host = await startLaidHost([
    aPluginPackage("@home/new", "{}", { files: { "package.json": JSON.stringify(packageJson) } }),
  ]);

  expect(host.status().packages[0]).toMatchObject({
    actual: "failed",
    reason:
      "`@home/new` cannot be used: it needs the API of Larder in a version that fits `^2.0.0`, and this host has 1.0.0",
  });
});

test("[R10] a failure that nobody waited for is logged with its package, which runs on", async () => {
  const code = `{
    actions: {
      async stray() { globalThis.strayed = lose(); globalThis.strayed.catch(() => {}); },
      ping: () => "pong",
    },
  }`;
  const helper = "export async function lose() { await null; throw new Error('nobody waits'); }";
  const plugin = `import { definePlugin } from "@larder/sdk"; import { lose } from "../../lib/lose.js"; export default definePlugin(${code});`;
  const files = { "plugins/careless/index.js": plugin, "lib/lose.js": helper };
  await using host = await startLaidHost([aPluginPackage("@home/careless", "{}", { files }), metricsPackage]);
  await host.call("careless.stray", {});
  const failure = await (globalThis as { strayed?: Promise<unknown> }).strayed?.catch((error: unknown) => error);

  expect(host.reportStrayFault(failure)).toBe("@home/careless");
  expect(host.reportStrayFault("a text")).toBeUndefined();

  expect(host.status().log.slice(-2)).toMatchObject([
    { level: "error", package: "@home/careless", facts: { failure: expect.stringContaining("lib/lose.js") } },
    { level: "error", package: undefined, facts: { failure: "a text" } },
  ]);
  expect(await host.call("careless.ping", {})).toBe("pong");
});

test("[P6] a plugin that claims more than its package declares is refused", async () => {
  const code = '{ permissions: [allow("db", ["read", "write"])], actions: { ping: () => "pong" } }';
  await using host = await startLaidHost([aPluginPackage("@home/greedy", code)]);

  expect(host.status().packages[0]).toMatchObject({
    actual: "failed",
    reason: expect.stringContaining('failed in needs: its rule {"resource":"db"'),
    actions: [],
  });
});
