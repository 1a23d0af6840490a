// SPEC.md §9, configuration and hooks. Rule ids in titles refer to it.
import { existsSync, readdirSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { hostPaths } from "@larder/host-directory";
import { afterEach, beforeEach, expect, test } from "vitest";

import { decideConfiguration } from "../configuration/decide-configuration.ts";
import type { LifecycleHooks } from "../lifecycle/lifecycle-hooks.ts";
import { createHostLog, type HostLog } from "../services/host-log.ts";
import { silentLogger } from "../testing/running-hosts.ts";
import { createHooks, type HookedPackage } from "./create-hooks.ts";

let root: string;
let log: HostLog;

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), "larder-hooks-")));
  log = createHostLog(silentLogger, () => 0);
});

afterEach(() => rm(root, { recursive: true }));

const schema = {
  properties: {
    server: { type: "object", properties: { poolSize: { type: "integer" }, tls: { type: "boolean" } } },
    smtp: {
      type: "object",
      properties: { password: { type: "string", "x-secret": true }, host: { type: "string", "x-env": "MAIL_HOST" } },
    },
    zones: { type: "array" },
    path: { type: "string" },
  },
};

const file = {
  server: { poolSize: 3, tls: false },
  smtp: { password: "correct horse", host: "mail.example" },
  zones: ["eu", "us"],
  path: "/evil",
};

/** Hooks of one package, whose scripts are `scripts`. */
async function hooksOf(
  scripts: { readonly [path: string]: string },
  over: Partial<HookedPackage> = {},
  options: { readonly timeoutMs?: number; readonly signal?: () => AbortSignal; readonly call?: Call } = {},
): Promise<LifecycleHooks> {
  const directory = join(root, "package");
  for (const [path, text] of Object.entries(scripts)) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), text);
    await chmod(join(directory, path), 0o444);
  }
  const pkg: HookedPackage = {
    name: "@acme/mailer",
    version: "1.2.0",
    directory,
    hooks: { "pre-install": "hooks/pre-install.sh" },
    mayRunScripts: true,
    configured: { ...decideConfiguration("@acme/mailer", schema, { file }), profile: "dev" },
    ...over,
  };
  const call = options.call ?? (async () => undefined);
  return createHooks({ paths: hostPaths(root), log, call, find: () => pkg, ...options });
}

type Call = (packageName: string, action: string, input: unknown) => Promise<unknown>;

const said = (): readonly string[] => log.lines().map(({ message }) => message);

test("[G10] [W4] a script without a mode bit and without a first line runs, in the folder of its package", async () => {
  const hooks = await hooksOf({ "hooks/pre-install.sh": "pwd; cat hooks/words.txt", "hooks/words.txt": "hello\n" });

  await hooks.run("install", "pre", "@acme/mailer");

  expect(said()).toEqual([join(root, "package"), "hello", "Ran `pre-install` of `@acme/mailer`"]);
  expect(log.lines()[0]).toMatchObject({ package: "@acme/mailer", owner: "pre-install" });
});

test("[G10] a script for bash is read by bash", async () => {
  const hooks = await hooksOf({ "hooks/pre-install.sh": "#!/usr/bin/env bash\nlist=(a b); echo ${#list[@]}" });

  await hooks.run("install", "pre", "@acme/mailer");

  expect(said()[0]).toBe("2");
});

test("[G11] [W6] a script has its own variables and its configuration, and nothing of the host's", async () => {
  process.env["LARDER_TEST_SECRET"] = "of the host";
  const hooks = await hooksOf(
    {
      "hooks/pre-upgrade.sh":
        'env | sort > "$PKG_DATA_DIR/env"; cp "$PKG_CONFIG" "$PKG_DATA_DIR/config"; stat -c %a "$PKG_CONFIG"; echo "$PKG_CONFIG"',
    },
    { hooks: { "pre-upgrade": "hooks/pre-upgrade.sh" } },
  );

  await hooks.run("upgrade", "pre", "@acme/mailer", { oldVersion: "1.1.0", deployId: "7" });
  delete process.env["LARDER_TEST_SECRET"];

  const data = join(root, ".larder/data/packages/@acme/mailer");
  const [mode, configuration = ""] = said();
  // What a shell always sets itself.
  const variables = (await readFile(join(data, "env"), "utf8")).replaceAll(/^(_|PWD|OLDPWD|SHLVL)=.*\n/gm, "");
  expect(variables.trimEnd().split("\n")).toEqual([
    "DEPLOY_ID=7",
    "ENVIRONMENT=dev",
    "HOOK=pre-upgrade",
    "LANG=C.UTF-8",
    "MAIL_HOST=mail.example",
    "OLD_VERSION=1.1.0",
    "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    `PKG_CONFIG=${configuration}`,
    `PKG_DATA_DIR=${data}`,
    `PKG_DIR=${join(root, "package")}`,
    "PKG_NAME=@acme/mailer",
    "PKG_VERSION=1.2.0",
    "SERVER_POOL_SIZE=3",
    "SERVER_TLS=false",
    "SMTP_PASSWORD=correct horse",
    'ZONES=["eu","us"]',
  ]);
  expect(mode).toBe("600");
  expect(JSON.parse(await readFile(join(data, "config"), "utf8"))).toEqual(file);
  expect(existsSync(configuration)).toBe(false);
  expect(readdirSync(join(root, ".larder/hooks"))).toEqual([]);
});

test("[G12] a script that fails says how it ended and what it said last, without secrets", async () => {
  const hooks = await hooksOf({
    "hooks/pre-install.sh": 'echo "login $SMTP_PASSWORD"; echo "no $SMTP_PASSWORD here" >&2; exit 3',
  });

  await expect(hooks.run("install", "pre", "@acme/mailer")).rejects.toMatchObject({
    code: "EPLUGIN",
    message:
      "The hook `pre-install` of `@acme/mailer` failed: its script ended with code 3; it said last: no [secret] here",
    hook: "pre-install",
  });
  expect(said()).toEqual(["login [secret]", "no [secret] here"]);
});

test("[G12] a script that is not there, and one that leads out of its package, fail", async () => {
  const hooks = await hooksOf({ "hooks/x.sh": "" });
  await writeFile(join(root, "outside.sh"), "echo out");
  await expect(hooks.run("install", "pre", "@acme/mailer")).rejects.toThrow(
    "failed: there is no `hooks/pre-install.sh` in the package",
  );

  await symlink(join(root, "outside.sh"), join(root, "package/hooks/pre-install.sh"));
  await expect(hooks.run("install", "pre", "@acme/mailer")).rejects.toThrow(
    "failed: `hooks/pre-install.sh` leads out of the package",
  );
  expect(said()).toEqual([]);
});

test("[G13] a script that takes too long is ended with everything that it started", async () => {
  const script =
    'trap "" TERM; (trap "" TERM; while :; do echo alive >> "$PKG_DATA_DIR/alive"; sleep 0.05; done) & wait; sleep 60';
  const hooks = await hooksOf({ "hooks/pre-install.sh": script }, {}, { timeoutMs: 300 });

  await expect(hooks.run("install", "pre", "@acme/mailer")).rejects.toThrow("its script took longer than 300 ms");

  await expectStill(join(root, ".larder/data/packages/@acme/mailer/alive"));
});

test("[G13] what a script leaves running ends with it, and nobody waits for it", async () => {
  const script = 'while :; do echo alive >> "$PKG_DATA_DIR/alive"; sleep 0.05; done & sleep 0.2; echo done';
  const hooks = await hooksOf({ "hooks/pre-install.sh": script });
  const beganMs = performance.now();

  await hooks.run("install", "pre", "@acme/mailer");

  // Who waited for it would wait for ever.
  expect(performance.now() - beganMs).toBeLessThan(20_000);
  expect(said()).toContain("done");
  await expectStill(join(root, ".larder/data/packages/@acme/mailer/alive"));
});

test("[G13] a script ends when its host does", async () => {
  const controller = new AbortController();
  const hooks = await hooksOf({ "hooks/pre-install.sh": "sleep 60" }, {}, { signal: () => controller.signal });
  const running = hooks.run("install", "pre", "@acme/mailer");

  setTimeout(() => controller.abort(), 100);

  await expect(running).rejects.toThrow("its script was stopped with its host");
});

async function expectStill(path: string): Promise<void> {
  const before = await readFile(path, "utf8");
  await new Promise((resolve) => setTimeout(resolve, 250));
  expect(await readFile(path, "utf8")).toBe(before);
  expect(before).toContain("alive");
}

test("[G14] what a script says is kept up to a limit, however much it says", async () => {
  const script =
    'i=0; while [ $i -lt 500 ]; do echo "line $i"; i=$((i+1)); done; head -c 3000000 /dev/zero | tr "\\0" x; echo; echo end';
  const hooks = await hooksOf({ "hooks/pre-install.sh": script });

  await hooks.run("install", "pre", "@acme/mailer");

  expect(said()).toHaveLength(202);
  expect(said().at(-2)).toBe("… and 302 more lines");
});

test("[G14] what a script says moves no cursor, and hides no secret by it", async () => {
  const script = "printf '\\033[2J\\033[1mcorr\\033[0mect horse\\a\\ttold\\r\\n'; exit 1";
  const hooks = await hooksOf({ "hooks/pre-install.sh": script });

  await expect(hooks.run("install", "pre", "@acme/mailer")).rejects.toThrow("it said last: [secret]\ttold");

  expect(said()).toEqual(["[secret]\ttold"]);
});

test("[G11] what no variable can hold stands in the file with the configuration alone", async () => {
  const values = {
    path: "a\0b",
    zones: ["x".repeat(200_000)],
    ...Object.fromEntries(Array.from({ length: 3000 }, (_, index) => [`k${index}`, "x".repeat(1000)])),
    server: { tls: true },
  };
  const hooks = await hooksOf(
    { "hooks/pre-install.sh": 'env | grep -c "^\\(PATH\\|ZONES\\)="; echo "$SERVER_TLS"; wc -c < "$PKG_CONFIG"' },
    { configured: { ...decideConfiguration("@acme/mailer", schema, { file: values }), profile: "dev" } },
  );

  await hooks.run("install", "pre", "@acme/mailer");

  expect(said().slice(0, 3)).toEqual(["1", "true", String(JSON.stringify(values).length)]);
});

test("[G15] [D9] without the operator's consent a script does not run, and the log says so and what to do", async () => {
  const hooks = await hooksOf({ "hooks/pre-install.sh": "touch ran" }, { mayRunScripts: false });

  await hooks.run("install", "pre", "@acme/mailer");

  expect(existsSync(join(root, "package/ran"))).toBe(false);
  expect(log.lines()).toMatchObject([
    {
      level: "warn",
      message: "`pre-install` of `@acme/mailer` did not run: it is a script, and nobody agreed that its scripts run",
      facts: { next: "larder add --grant @acme/mailer" },
    },
  ]);
});

test("[G16] a hook may be an action of its own package, which needs no consent for scripts", async () => {
  const calls: unknown[] = [];
  const call: Call = async (...args) => void calls.push(args);
  const over = { hooks: { "post-start": "mailer.warmUp", "pre-remove": "mailer.sayGoodbye" }, mayRunScripts: false };
  const hooks = await hooksOf({}, over, { call });

  await hooks.run("start", "post", "@acme/mailer");
  await hooks.run("uninstall", "pre", "@acme/mailer");
  await hooks.run("stop", "pre", "@acme/mailer");

  expect(calls).toEqual([
    ["@acme/mailer", "mailer.warmUp", { verb: "start", phase: "post", version: "1.2.0" }],
    ["@acme/mailer", "mailer.sayGoodbye", { verb: "uninstall", phase: "pre", version: "1.2.0" }],
  ]);
});

test("[G11] what a host that was killed left of a script's configuration is gone with the next one", async () => {
  await mkdir(join(root, ".larder/hooks/run-old"), { recursive: true });
  await writeFile(join(root, ".larder/hooks/run-old/config.json"), "{}");
  const hooks = await hooksOf({ "hooks/pre-install.sh": "true" });

  await hooks.run("install", "pre", "@acme/mailer");

  expect(readdirSync(join(root, ".larder/hooks"))).toEqual([]);
});
