import { expect, test } from "vitest";

import { fileTreeOf } from "../../file-tree.ts";
import { inspectPackage } from "../../inspect-package.ts";
import { messagesOf, packageOf } from "../../testing/packages.ts";
import { users } from "../../testing/foreign-packages.ts";

test("[X1] [X2] [X3] [X4] [X5] an XCore plugin keeps its rules, its limits and every key that only it knows", () => {
  const { dialect, packageJson, components, problems } = inspectPackage(
    fileTreeOf({ "plugin.yaml": users, "src/main.py": "", "src/main.js": "export default {};", ".env": "A=b\n" }),
  );

  expect(dialect).toBe("xcore");
  expect(problems.map(({ severity, message }) => [severity, message])).toEqual([
    ["warning", "`Users Plugin` is called `users-plugin` here"],
    ["warning", "The version `1.0` is `1.0.0` here"],
  ]);
  expect(packageJson).toEqual({
    name: "users-plugin",
    version: "1.0.0",
    author: "ada",
    type: "module",
    engines: { larder: "^1.0.0" },
    larder: {
      title: "Users Plugin",
      requires: { "capability:erp_core": "*", "capability:erp_auth": ">=1.0.0 <2.0.0" },
      provides: { "capability:users-plugin": "1.0.0" },
      mode: "sandboxed",
      permissions: [
        { resource: "db.*", actions: ["read"] },
        { resource: "db.secrets", effect: "deny" },
        { resource: "cache.*" },
        { resource: "files:data", actions: ["read", "write", "delete"], effect: "allow" },
        { resource: "files:data/*", actions: ["read", "write", "delete"], effect: "allow" },
      ],
      callers: ["*"],
      limits: {
        timeoutSeconds: 5,
        memoryMb: 64,
        diskMb: 50,
        rateLimit: { calls: 10, periodSeconds: 1 },
        retry: { attemptsMax: 3, backoffSeconds: 0.5 },
        health: { enabled: false, intervalSeconds: 30, timeoutSeconds: 3 },
      },
      env: { REGION: "eu", KEY: "${MY_API_KEY}", RETRIES: "3" },
      envconfiguration: { inject: "true", envfile: ".env" },
      entry: "src/main.js",
      extra: { colour: "blue", framework_version: ">=2.0" },
    },
  });
  expect(components).toEqual([{ kind: "plugin", name: "users-plugin", path: "src/main.js", status: "ok" }]);
});

test("[X4] [X50] what a plugin says of its files are rules: denied first, and what leads out of them is dropped with a warning", () => {
  const { larder, problems } = inspectPackage(
    fileTreeOf({
      "plugin.yaml": `name: keeper
version: 1.0.0
filesystem:
  allowed_paths: [data/notes, ./data/a*b/, ../elsewhere, /etc, src/]
  denied_paths: [src/, data/notes/secret, data/x/../notes]
`,
      "src/main.js": "",
    }),
  );
  const all = fileTreeOf({ "plugin.yaml": "name: keeper\nversion: 1.0.0\nfilesystem: {}\n", "src/main.js": "" });

  const allow = { actions: ["read", "write", "delete"], effect: "allow" };
  expect(larder?.permissions).toEqual([
    { resource: "files:data/notes/secret", actions: ["*"], effect: "deny" },
    { resource: "files:data/notes/secret/*", actions: ["*"], effect: "deny" },
    { resource: "files:data/notes", ...allow },
    { resource: "files:data/notes/*", ...allow },
    { resource: "files:data/a[*]b", ...allow },
    { resource: "files:data/a[*]b/*", ...allow },
  ]);
  const named = problems.map(({ severity, message }) => `${severity} ${/names `(.*)`,/.exec(message)?.[1]}`);
  expect(named).toEqual(["data/x/../notes", "../elsewhere", "/etc", "src/"].map((path) => `warning ${path}`));
  expect(inspectPackage(all).larder?.permissions?.map(({ resource }) => resource)).toEqual([
    "files:data",
    "files:data/*",
  ]);
});

test("[X48] an XCore plugin that is `ephemeral` asks for an instance for each call, and for no mode", () => {
  const { larder, problems } = inspectPackage(
    fileTreeOf({ "plugin.yaml": "name: ping\nversion: 1.0.0\nexecution_mode: ephemeral\n" }),
  );

  expect({ mode: larder?.mode, instancePerCall: larder?.instancePerCall, problems }).toEqual({
    mode: undefined,
    instancePerCall: true,
    problems: [],
  });
});

test("[X3] [X6] a name and a version are enough; one that excludes the system it is read as says so", () => {
  const small = inspectPackage(fileTreeOf({ "plugin.yaml": "name: ping\nversion: 1.0.0\n", "src/main.js": "" }));
  const future = inspectPackage(
    fileTreeOf({ "plugin.yaml": 'name: ping\nversion: 1.0.0\nframework_version: ">=99"\nexecution_mode: legacy\n' }),
  );

  expect(small).toMatchObject({ dialect: "xcore", problems: [], packageJson: { name: "ping", version: "1.0.0" } });
  expect(small.larder?.limits).toEqual({
    timeoutSeconds: 10,
    memoryMb: 128,
    diskMb: 50,
    rateLimit: { calls: 100, periodSeconds: 60 },
    retry: { attemptsMax: 1, backoffSeconds: 0 },
    health: { enabled: true, intervalSeconds: 30, timeoutSeconds: 3 },
  });
  expect(inspectPackage(packageOf({}, { "plugins/ping/index.js": "" })).larder?.limits).toBeUndefined();
  expect(future.packageJson["engines"]).toEqual({ larder: ">=99.0.0" });
  expect(future.problems.map(({ message }) => message)).toEqual([
    "It runs on XCore >=99.0.0; what is read here is 2.x",
    "The mode `legacy` is not there: the package runs as its operator decides",
  ]);
});

test("[X7] a range that is none is refused, with its place", () => {
  const text = "name: ping\nversion: 1.0.0\nrequires: [{ name: erp, version: '>=1.0, <<2' }]\n";

  expect(messagesOf(fileTreeOf({ "plugin.yaml": text }))[0]).toBe(
    "error plugin.yaml: `requires` of `plugin.yaml` asks for `erp` in `>=1.0, <<2`, which is no range from its character 8 on: `<<2`",
  );
});

test("[X27] a rule of a permission that means nothing refuses the plugin", () => {
  const text = "name: ping\nversion: 1.0.0\npermissions: [{ resource: db, effect: maybe }]\n";

  expect(messagesOf(fileTreeOf({ "plugin.yaml": text }))[0]).toMatch(
    /^error package.json: `larder.permissions\[0\].effect` is invalid/,
  );
});

test("[H13] both manifests of Hottopoteto are read; the code that registers them is kept by name", () => {
  const older = inspectPackage(
    fileTreeOf({
      "manifest.json": JSON.stringify({
        name: "sqlite",
        version: "0.1.0",
        description: "Tables",
        author: "ada",
        requirements: ["aiosqlite"],
        entry_points: { link_handlers: ["links:SqliteLink"] },
        domains: ["storage"],
      }),
      "recipes/sqlite.yaml": "name: Tables\nlinks: []\n",
    }),
  );
  const newer = inspectPackage(
    fileTreeOf({ "plugin.yaml": "name: gemini\nversion: 0.2.0\nentry_point: plugins.gemini:register\n" }),
  );

  expect(older).toMatchObject({ dialect: "hottopoteto", problems: [] });
  expect(older.packageJson).toMatchObject({ name: "sqlite", description: "Tables", author: "ada" });
  expect(older.packageJson["larder"]).toEqual({
    extra: {
      requirements: ["aiosqlite"],
      entry_points: { link_handlers: ["links:SqliteLink"] },
      domains: ["storage"],
    },
  });
  expect(older.components.map(({ name }) => name)).toEqual(["sqlite"]);
  expect(newer).toMatchObject({ dialect: "hottopoteto", problems: [], packageJson: { name: "gemini" } });
});
