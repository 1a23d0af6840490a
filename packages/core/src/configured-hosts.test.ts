// SPEC.md §9, configuration and hooks. Rule ids in titles refer to it.
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { hostPaths } from "@larder/host-directory";
import { expect, test } from "vitest";

import { openKeptValues } from "./configuration/kept-values.ts";
import { startHost } from "./host.ts";
import { layHost, type PackageOnDisk } from "./testing/host-on-disk.ts";
import { aPluginPackage, metricsPackage } from "./testing/packages.ts";
import { silentLogger, startLaidHost } from "./testing/running-hosts.ts";

const schema = {
  type: "object",
  required: ["host"],
  properties: {
    host: { type: "string", "x-env": "SMTP_HOST" },
    port: { type: "integer", default: 25 },
    password: { type: "string", "x-secret": true, "x-env": "SMTP_PASSWORD" },
    token: { type: "string", "x-secret": true, "x-generate": "secret" },
  },
};

function mailer(over: Partial<PackageOnDisk> = {}): PackageOnDisk {
  return aPluginPackage(
    "@home/mailer",
    `{
      actions: {
        config: (_, context) => ({ config: context.config, isFrozen: Object.isFrozen(context.config) }),
        leak: (_, context) => { context.log.info("login " + context.config.password, { deep: [context.config.password] }); },
        crash: (_, context) => { throw new Error("no login as " + context.config.password); },
      },
    }`,
    { larder: { config: { schema } }, ...over },
  );
}

test("[G2] [W5] a package that lacks a setting is unconfigured, says what to do, and the others run", async () => {
  await using host = await startLaidHost([mailer(), metricsPackage]);

  const { packages } = host.status();

  expect(packages.find(({ name }) => name === "@home/mailer")).toMatchObject({
    actual: "unconfigured",
    reason: "`@home/mailer` is not configured: `host` is not set",
    hint: "larder config set @home/mailer host VALUE",
  });
  expect(packages.find(({ name }) => name === "@home/metrics")).toMatchObject({ actual: "started" });
});

test("[G1] [W5] [W6] a package finds its configuration, frozen, the same trusted and sandboxed", async () => {
  const answers = [];
  const grants = ["env:SMTP_HOST", "env:SMTP_PASSWORD"].map((resource) => ({ resource, actions: ["read"] }));
  for (const mode of ["trusted", "sandboxed"] as const) {
    await using host = await startLaidHost([mailer({ mode, grants, config: { host: "${RELAY}", port: 26 } })], {
      environment: { RELAY: "relay.example", SMTP_PASSWORD: "correct horse" },
    });
    const { config, ...rest } = (await host.call("mailer.config", {})) as { readonly config: { token: string } };
    expect(config.token).toMatch(/^[\w-]{43}$/);
    answers.push({ ...rest, config: { ...config, token: "made up" } });
  }

  expect(answers[0]).toEqual({
    isFrozen: true,
    config: { host: "relay.example", port: 26, password: "correct horse", token: "made up" },
  });
  expect(answers[1]).toEqual(answers[0]);
});

test("[G6] a secret stands in no line of the log, no status and no answer, whatever its package does with it", async () => {
  await using host = await startLaidHost([mailer({ config: { host: "h" } })], {
    environment: { SMTP_PASSWORD: 'correct "horse"' },
  });
  await host.call("mailer.leak", {});
  await expect(host.call("mailer.crash", {})).rejects.toThrow("`mailer.crash` failed because of a fault in");

  const told = JSON.stringify(host.status());

  expect(host.status().log.map(({ message }) => message)).toContain("login [secret]");
  expect(told).not.toContain("horse");
});

test("[G6] a package that fails with a secret on its lips says so without it, to whoever asked", async () => {
  const broken = mailer({ config: { host: "h", password: "correct horse" } });
  const code = `{ setup(context) { throw new Error("no login with " + context.config.password); } }`;
  const pkg = aPluginPackage("@home/mailer", code, {
    larder: broken.larder ?? {},
    config: { host: "h", password: "correct horse" },
  });
  await using host = await startLaidHost([pkg]);

  const failure: unknown = await host.packages.start("@home/mailer").catch((thrown: unknown) => thrown);

  expect(host.status().packages[0]?.reason).toBe("`mailer` of `@home/mailer` failed in setup: no login with [secret]");
  expect(String(failure)).not.toContain("horse");
  expect(JSON.stringify(host.status())).not.toContain("horse");
});

test("[G5] [W23] what is made up once is the same at the next start, and stands in no file as it is", async () => {
  await using laid = await layHost([mailer({ config: { host: "h" } })]);
  const tokens = [];
  for (let start = 0; start < 2; start += 1) {
    const host = await startHost({ directory: laid.directory, logger: silentLogger });
    const { config } = (await host.call("mailer.config", {})) as { readonly config: { token: string } };
    tokens.push(config.token);
    await host.stop();
  }

  const { secrets } = hostPaths(laid.directory);
  expect(tokens[1]).toBe(tokens[0]);
  expect(await readFile(secrets, "utf8")).not.toContain(tokens[0]);
});

test("[G7] a secret whose key is gone is named, and the host runs", async () => {
  await using laid = await layHost([mailer({ config: { host: "h" } }), metricsPackage]);
  const paths = hostPaths(laid.directory);
  await openKeptValues(paths, undefined).keep("@home/mailer", [{ path: ["password"], value: "x", origin: "set" }]);
  await writeFile(paths.secretKey, `${Buffer.alloc(32).toString("base64")}\n`);

  const host = await startHost({ directory: laid.directory, logger: silentLogger });
  const status = host.status().packages.map(({ name, actual, hint }) => ({ name, actual, hint }));
  await host.stop();

  expect(status).toEqual([
    { name: "@home/mailer", actual: "unconfigured", hint: "larder config set @home/mailer password" },
    { name: "@home/metrics", actual: "started", hint: undefined },
  ]);
});

test("[G9] [H17] a domain's credential comes from `.env` of the host, and one that is missing names the domain", async () => {
  const skies: PackageOnDisk = {
    name: "@home/skies",
    mode: "trusted",
    files: {
      "domains/weather/domain.yaml": "name: weather\ncredentials:\n  - name: WEATHER_KEY\n    description: a key\n",
      "domains/weather/functions/key.js":
        "export default (_, context) => (context.log.info(`asks as ${context.env.WEATHER_KEY}`), context.env.WEATHER_KEY);",
    },
  };
  await using laid = await layHost([skies]);
  const start = (): ReturnType<typeof startHost> => startHost({ directory: laid.directory, logger: silentLogger });

  const without = await start();
  const [blocked] = without.status().packages;
  await without.stop();
  await writeFile(join(laid.directory, ".env"), "WEATHER_KEY=horse\n");
  const host = await start();
  const key = await host.call("weather.key", {});
  const said = host.status().log.map(({ message }) => message);
  await host.stop();

  expect(blocked).toMatchObject({
    actual: "unconfigured",
    reason: "The domain `weather` of `@home/skies` needs `WEATHER_KEY` (a key), not set for this host",
  });
  expect(key).toBe("horse");
  expect(said).toContain("asks as [secret]");
});

/** What the hooks below write. */
const ran = ".larder/data/packages/@home/mailer/hooks";

test("[G10] [G12] [G15] [W3] [W4] hooks run around the first start, a failing one stops it, and without consent none does", async () => {
  const grants = [{ resource: "shell", actions: ["execute"] }];
  const script = 'echo "$HOOK $MAILER_PORT" >> "$PKG_DATA_DIR/hooks"; echo "$SMTP_PASSWORD"';
  const hooked = (over: Partial<PackageOnDisk>): PackageOnDisk =>
    mailer({
      larder: {
        config: { schema: { properties: { mailer: { properties: { port: { type: "integer", default: 7 } } } } } },
        hooks: { preInstall: "hooks/run.sh", on_install: "hooks/run.sh", "pre-start": "hooks/run.sh" },
      },
      files: { "hooks/run.sh": script },
      ...over,
    });
  await using agreed = await startLaidHost([hooked({ grants })]);
  await using unasked = await startLaidHost([hooked({})]);
  await using failing = await startLaidHost([hooked({ grants, files: { "hooks/run.sh": "echo broken; exit 9" } })]);

  expect(await readFile(join(agreed.directory, ran), "utf8")).toBe("pre-install 7\npost-install 7\npre-start 7\n");
  expect(existsSync(join(unasked.directory, ran))).toBe(false);
  expect(unasked.status().packages[0]).toMatchObject({ actual: "started" });
  expect(unasked.status().log.map(({ message }) => message)).toContain(
    "`pre-install` of `@home/mailer` did not run: it is a script, and nobody agreed that its scripts run",
  );
  expect(failing.status().packages[0]).toMatchObject({
    actual: "failed",
    reason: "The hook `pre-install` of `@home/mailer` failed: its script ended with code 9; it said last: broken",
  });
});

test("[G16] a hook may be an action of a plugin or of an actor; one that is not there yet fails and says so", async () => {
  const told: PackageOnDisk = {
    name: "@home/lamp",
    mode: "trusted",
    larder: { hooks: { "post-start": "light.on", "pre-stop": "light.off" } },
    files: {
      "actors/light.js": `
        export const on = (input, context) => context.log.info("on " + JSON.stringify(input));
        export const off = (_, context) => context.log.info("off");`,
    },
  };
  await using host = await startLaidHost([told]);
  await host.packages.stop("@home/lamp");
  const said = host.status().log.map(({ message }) => message);
  await using early = await startLaidHost([{ ...told, larder: { hooks: { "pre-install": "light.on" } } }]);

  expect(said).toContain('on {"verb":"start","phase":"post","version":"1.0.0"}');
  expect(said).toContain("off");
  expect(early.status().packages[0]).toMatchObject({
    actual: "failed",
    reason:
      "The hook `pre-install` of `@home/lamp` failed: `@home/lamp` has no action `light.on` at that moment: actions are there while their package runs",
  });
});

test("[G10] [G18] [W3] a package is configured again when its configuration has changed, and its hooks are told of an upgrade", async () => {
  const grants = [{ resource: "shell", actions: ["execute"] }];
  const hooks = Object.fromEntries(
    ["pre-configure", "post-configure", "pre-upgrade", "pre-reload", "pre-stop", "post-stop"].map((hook) => [
      hook,
      "hooks/run.sh",
    ]),
  );
  const lamp = (over: Partial<PackageOnDisk>): PackageOnDisk =>
    aPluginPackage("@home/lamp", "{}", {
      larder: {
        hooks,
        config: { schema: { properties: { watts: { type: "integer", default: 5, "x-env": "WATTS" } } } },
      },
      files: { "hooks/run.sh": 'echo "$HOOK $PKG_VERSION $OLD_VERSION $WATTS" >> "$PKG_DATA_DIR/hooks"' },
      grants,
      ...over,
    });
  await using laid = await layHost([lamp({})]);
  const records = { version: 1, packages: { "@home/lamp": { desired: "started", installed: "0.9.0" } } };
  await writeFile(join(laid.directory, ".larder/lifecycle.json"), JSON.stringify(records));
  const hooksPath = join(laid.directory, ".larder/data/packages/@home/lamp/hooks");
  const run = async (environment: { readonly [name: string]: string }): Promise<readonly string[]> => {
    const host = await startHost({ directory: laid.directory, logger: silentLogger, environment });
    await host.packages.reload("@home/lamp");
    await host.stop();
    const lines = (await readFile(hooksPath, "utf8")).trim().split("\n");
    await writeFile(hooksPath, "");
    return lines;
  };

  expect(await run({})).toEqual([
    "pre-upgrade 1.0.0 0.9.0 5",
    "pre-configure 1.0.0  5",
    "post-configure 1.0.0  5",
    "pre-reload 1.0.0  5",
    "pre-stop 1.0.0  5",
    "post-stop 1.0.0  5",
  ]);
  expect(await run({})).toEqual(["pre-reload 1.0.0  5", "pre-stop 1.0.0  5", "post-stop 1.0.0  5"]);
  expect((await run({ WATTS: "7" })).slice(0, 3)).toEqual([
    "pre-configure 1.0.0  7",
    "post-configure 1.0.0  7",
    "pre-reload 1.0.0  7",
  ]);
});
