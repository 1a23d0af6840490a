// SPEC.md §9, configuration and hooks. Rule ids in titles refer to it.
import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { fileTreeOf, inspectPackage } from "@larder/package-contents";
import { expect, test } from "vitest";

import type { PackageOnDisk } from "./testing/host-on-disk.ts";
import { startLaidHost } from "./testing/running-hosts.ts";

/* Packages in the manner of other systems, as publishing writes them: their own files, and the package.json they stand for. */
function published(name: string, files: { readonly [path: string]: string }, over: Partial<PackageOnDisk> = {}) {
  const { packageJson, problems } = inspectPackage(fileTreeOf(files));
  const canonical = { ...packageJson, name, version: "1.0.0" };
  const pkg: PackageOnDisk = {
    name,
    mode: "trusted",
    ...over,
    files: { ...files, "package.json": JSON.stringify(canonical) },
  };
  return { pkg, problems };
}

const newsletter = {
  "plugin.yml": `name: newsletter
version: 1.0.0
description: Sends letters
config:
  schema: config/schema.json
  defaults: config/defaults.yml
hooks:
  preInstall: hooks/check.sh
  post-install: ./hooks/greet.sh
  onLunch: hooks/lunch.sh
`,
  "config/schema.json": JSON.stringify({
    $schema: "http://json-schema.org/draft-07/schema#",
    type: "object",
    required: ["database", "secret_key"],
    properties: {
      database: {
        type: "object",
        required: ["host", "password"],
        properties: {
          host: { type: "string", "x-env": "DB_HOST" },
          port: { type: "integer", "x-env": "DB_PORT" },
          password: { type: "string", "x-env": "DB_PASSWORD", "x-secret": true },
        },
      },
      secret_key: { type: "string", minLength: 20, "x-env": "SECRET_KEY", "x-secret": true, "x-generate": true },
      debug: { type: "boolean", "x-env": "DEBUG" },
      app: { type: "object", properties: { name: { type: "string" } } },
    },
  }),
  "config/defaults.yml": "database: { host: localhost, port: 5432 }\ndebug: false\napp: { name: Letters }\n",
  "hooks/check.sh":
    '[ -n "$DB_PASSWORD" ] || exit 4\necho "$DB_HOST:$DB_PORT $DEBUG $APP_NAME ${#SECRET_KEY}" > "$PKG_DATA_DIR/seen"\n',
  "hooks/greet.sh": 'echo "welcome to $PKG_NAME $PKG_VERSION"\n',
  "hooks/lunch.sh": "exit 1\n",
};

const grants = [{ resource: "shell", actions: ["execute"] }];

test("[G1] [G10] [W2] [W3] [W4] [W5] [W6] a Windflow plugin is configured, and its hooks run, as they are shipped", async () => {
  const { pkg, problems } = published("@home/newsletter", newsletter, { grants, config: { app: { name: "News" } } });
  await using unready = await startLaidHost([pkg]);
  await using host = await startLaidHost([pkg], {
    environment: { DB_PASSWORD: "sesame!", DB_PORT: "6543", DEBUG: "1" },
  });

  expect(problems.map(({ severity, message }) => `${severity}: ${message}`)).toEqual([
    expect.stringContaining("warning: `larder.hooks` has `onLunch`"),
  ]);
  expect(unready.status().packages[0]).toMatchObject({
    actual: "unconfigured",
    reason: "`@home/newsletter` is not configured: `database.password` is not set",
    hint: "larder config set @home/newsletter database.password",
  });
  expect(host.status().packages[0]).toMatchObject({ actual: "started" });
  const seen = await readFile(join(host.directory, ".larder/data/packages/@home/newsletter/seen"), "utf8");
  expect(seen).toBe("localhost:6543 true News 24\n");
  expect(host.status().log.map(({ message }) => message)).toContain("welcome to @home/newsletter 1.0.0");
});

test("[G2] a Windflow plugin whose text is damaged, or names what is not there, is refused with its place", () => {
  const { "config/defaults.yml": _gone, ...lacking } = newsletter;
  const damaged = { ...newsletter, "plugin.yml": `${newsletter["plugin.yml"]}apiVer\n  wie: [\n` };

  expect(published("@home/newsletter", lacking).problems).toContainEqual(
    expect.objectContaining({
      severity: "error",
      message: "`plugin.yml` names `config/defaults.yml`, which is not in the package",
    }),
  );
  expect(published("@home/newsletter", damaged).problems).toContainEqual(
    expect.objectContaining({
      severity: "error",
      message: expect.stringMatching(/`plugin.yml` is not YAML: line \d+/),
    }),
  );
});

const weather = {
  "plugin.yaml": `name: weather
version: 1.0.0
execution_mode: trusted
entry_point: src/main.py
env:
  API_KEY: \${WEATHER_API_KEY}
  REGION: eu
envconfiguration:
  inject: "true"
  envfile: settings.env
cities: [Oslo, Rome]
units: { wind: m/s }
`,
  "settings.env": "REGION=never\nFORECAST_DAYS=3 # days\n",
  "actors/sky.js": "export const look = (_, { config, env }) => ({ config, env });\n",
};

test("[G8] [X4] [X5] [X55] an XCore plugin finds its own keys, its variables and its file of them, and waits for what is missing", async () => {
  const { pkg } = published("@home/weather", weather);
  await using without = await startLaidHost([pkg]);
  await using host = await startLaidHost([pkg], {
    environment: { WEATHER_API_KEY: "abc", LARDER__HOME_WEATHER__UNITS__WIND: "kn" },
  });

  expect(without.status().packages[0]).toMatchObject({
    actual: "unconfigured",
    reason: "`@home/weather` needs the variable `WEATHER_API_KEY`, not set for this host",
  });
  expect(await host.call("home/weather/actors/sky/look", {})).toEqual({
    config: expect.objectContaining({ cities: ["Oslo", "Rome"], units: { wind: "kn" } }) as unknown,
    env: { API_KEY: "abc", REGION: "eu", FORECAST_DAYS: "3" },
  });
});
