import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { type HostWorld, newHostWorld } from "./testing/host-world.ts";
import { runOnTerminal } from "./testing/terminal.ts";
import type { Workplace } from "./testing/larder-process.ts";

/* How an operator configures the packages of a host. */

let world: HostWorld;

const schema = {
  type: "object",
  additionalProperties: false,
  required: ["host", "password"],
  properties: {
    host: { type: "string", description: "Where mail goes" },
    port: { type: "integer", default: 25 },
    password: { type: "string", "x-secret": true, examples: ["hunter2"] },
    debug: { type: "boolean", "x-env": "MAILER_DEBUG" },
  },
};

beforeAll(async () => {
  world = await newHostWorld();
  await world.publish(
    { name: "mailer", version: "1.0.0", larder: { config: { schema } } },
    {
      "actors/mail.js":
        "export const config = (_, { config }) => ({ host: config.host, hasPassword: config.password.length });\n",
    },
  );
  await world.publish(
    { name: "skies", version: "1.0.0", larder: {} },
    {
      "domains/weather/domain.yaml":
        "name: weather\ncredentials:\n  - { name: WEATHER_KEY, description: a key }\n  - { name: OTHER_KEY, required: false }\n",
    },
  );
});

afterAll(() => world[Symbol.asyncDispose]());

async function newHost(): Promise<Workplace> {
  const host = await world.newHost();
  await host.run(["add", "mailer", "skies", "--trust"]);
  return host;
}

const manifestOf = ({ directory }: Workplace): Promise<string> => readFile(join(directory, "larder.yaml"), "utf8");

test(
  "a setting is set, got, listed and taken back, and larder.yaml keeps its comments",
  { tags: ["slow"] },
  async () => {
    await using host = await newHost();
    const path = join(host.directory, "larder.yaml");
    await writeFile(path, `${await manifestOf(host)}# Ask Ada first.\n`);

    const set = await host.run(["config", "set", "mailer", "port", "2525", "--json"]);
    const got = await host.run(["config", "get", "mailer", "port"]);
    const listed = await host.run(["config", "list", "mailer", "--json"]);
    const text = await host.run(["config", "list", "mailer"]);

    expect(set.document()).toMatchObject({
      schema: "larder.config-set/1",
      ok: true,
      data: { package: "mailer", path: "port", place: "larder.yaml", isSecret: false, running: null },
    });
    expect(got).toMatchObject({ exitCode: 0, stdout: "2525\n" });
    expect(listed.document()).toMatchObject({
      data: {
        file: "larder.yaml",
        settings: [
          { path: "host", value: null, isSet: false, isRequired: true, schema: { description: "Where mail goes" } },
          { path: "port", value: 2525, source: "file" },
          { path: "password", value: null, isSecret: true },
          { path: "debug", isSet: false },
        ],
        problems: [{ path: "host" }, { path: "password" }],
      },
    });
    expect(text.stdout).toMatch(/^host +\(needed\) +LARDER__MAILER__HOST$/m);
    expect(text.stdout).toMatch(/^port +2525 +larder\.yaml +LARDER__MAILER__PORT$/m);
    expect(text.stdout).toContain("next: larder config set mailer host VALUE");
    const unset = await host.run(["config", "unset", "mailer", "port"]);
    expect(unset.stdout).toContain("Took port of mailer out of larder.yaml");
    expect(await manifestOf(host)).toContain("# Ask Ada first.");
    expect(await manifestOf(host)).not.toContain("port");
  },
);

test("what the schema refuses is an error with a next step, and changes nothing", async () => {
  await using host = await newHost();
  const before = await manifestOf(host);

  const refused = await host.run(["config", "set", "mailer", "port", "many", "--json"]);
  const unknown = await host.run(["config", "set", "mailer", "prot", "1"]);
  const missing = await host.run(["config", "get", "mailer", "host"]);
  const stranger = await host.run(["config", "list", "nobody"]);

  expect(refused.exitCode).toBe(1);
  expect(refused.document()).toMatchObject({
    ok: false,
    error: {
      code: "EVALIDATION",
      summary: "`mailer` does not take that: `port` must be a whole number",
      hint: "See what it takes with `larder config list mailer`",
    },
  });
  expect(unknown.stderr).toContain("`prot` is no setting of it");
  expect(missing).toMatchObject({ exitCode: 1 });
  expect(missing.stderr).toContain("`host` of `mailer` is not set");
  expect(stranger.stderr).toContain("`nobody` is not installed in this host; there are `mailer`, `skies`");
  expect(await manifestOf(host)).toBe(before);
});

test("a secret is piped in or typed, never named on a command line, and never told", { tags: ["slow"] }, async () => {
  await using host = await newHost();

  const named = await host.run(["config", "set", "mailer", "password", "correct horse"]);
  const piped = await host.run(["config", "set", "mailer", "password"], "correct horse\nbattery staple\n");
  const outputs = await Promise.all([
    host.run(["config", "get", "mailer", "password", "--json"]),
    host.run(["config", "list", "mailer", "--json"]),
    host.run(["config", "list", "mailer"]),
    host.run(["config", "check", "--json"]),
    host.run(["config", "rotate"]),
  ]);

  expect(named).toMatchObject({ exitCode: 2 });
  expect(named.stderr).toContain("`password` is a secret, and other users of this machine can read a command line");
  expect(piped.stdout).toContain("Set password of mailer in .larder/secrets.json");
  const told = JSON.stringify([named, piped, ...outputs]);
  expect(told).not.toMatch(/horse|staple|hunter2/);
  expect(outputs[0]?.document()).toMatchObject({ data: { value: null, isSecret: true, source: "kept" } });
  expect(outputs[2]?.stdout).toContain("password  [secret]   told the host");
  expect(await manifestOf(host)).not.toContain("password");
  expect(await readFile(join(host.directory, ".larder/secrets.json"), "utf8")).not.toMatch(/horse|staple/);
});

test("on a terminal without a value only a secret is asked for", async () => {
  await using host = await newHost();

  const asked = await runOnTerminal(host.directory, ["config", "set", "mailer", "host"], []);

  expect(asked.exitCode).toBe(2);
  expect(asked.shown).toContain("There is no value for `host`");
});

test(
  "a check names what each package lacks, by package and by domain, and says when nothing does",
  { tags: ["slow"] },
  async () => {
    await using host = await newHost();

    const lacking = await host.run(["config", "check", "--json"]);
    const one = await host.run(["config", "check", "skies"]);
    await writeFile(join(host.directory, ".env"), "WEATHER_KEY=abc\n");
    await host.run(["config", "set", "mailer", "host", "mail.example"]);
    await host.run(["config", "set", "mailer", "password"], "correct horse\n");
    const whole = await host.run(["config", "check"]);

    expect(lacking.exitCode).toBe(1);
    expect(lacking.document()).toMatchObject({
      ok: false,
      error: { code: "ECONFIG", summary: "2 packages cannot start: `mailer`, `skies`" },
      data: {
        packages: [
          { name: "mailer", isReady: false, problems: [{ fix: "larder config set mailer host VALUE" }, {}] },
          {
            name: "skies",
            isReady: false,
            credentials: [
              { domain: "weather", name: "WEATHER_KEY", isRequired: true, isSet: false },
              { domain: "weather", name: "OTHER_KEY", isRequired: false, isSet: false },
            ],
          },
        ],
      },
    });
    expect(one.stdout).toContain("the domain `weather` needs `WEATHER_KEY`, which is not set here");
    expect(whole).toMatchObject({ exitCode: 0 });
    expect(whole.stdout).toContain("weather: WEATHER_KEY is set");
  },
);

test("a secret that stands readable in larder.yaml works, and the check says what to do", async () => {
  await using host = await newHost();
  const path = join(host.directory, "larder.yaml");
  await writeFile(
    path,
    (await manifestOf(host)).replace("  mailer:\n", "  mailer:\n    config: { host: h, password: plainly }\n"),
  );

  const { document, stdout } = await host.run(["config", "check", "mailer", "--json"]);

  expect(document()).toMatchObject({
    data: { packages: [{ isReady: true, warnings: [expect.stringContaining("larder config set mailer password")] }] },
  });
  expect(stdout).not.toContain("plainly");
});

test(
  "a host starts with what it was configured with, and a running one takes up what it is told",
  { tags: ["slow"] },
  async () => {
    await using host = await newHost();
    await host.run(["config", "set", "mailer", "host", "mail.example"]);
    const running = await host.start(["start", ".", "--listen", "127.0.0.1:0"]);
    const quietly = await host.run(["config", "set", "mailer", "debug", "no"]);
    const told = await host.run(["config", "set", "mailer", "password", "--reload", "--json"], "correct horse\n");
    const called = await host.run(["call", "@local/mailer/actors/mail/config", "--url", running.url, "--json"]);
    const { stderr } = await running.stop("SIGTERM");

    expect(running.data["packages"]).toContainEqual(
      expect.objectContaining({
        name: "mailer",
        reason: "`mailer` is not configured: `password` is not set",
        hint: "larder config set mailer password",
      }),
    );
    expect(quietly.stdout).toContain("still password is not set");
    expect(told.document()).toMatchObject({ data: { running: running.url, reloaded: "started", problems: [] } });
    expect(called.document()).toMatchObject({ data: { result: { host: "mail.example", hasPassword: 13 } } });
    expect(stderr).not.toContain("horse");
  },
);

test(
  "a start says settings of its own over everything, and a list names who says what, in the host that runs too",
  { tags: ["slow"] },
  async () => {
    await using host = await newHost();
    await writeFile(join(host.directory, ".env"), "MAILER_DEBUG=yes\nLARDER__MAILER__PORT=26\n");
    await host.run(["config", "set", "mailer", "password"], "correct horse\n");
    const start = ["start", ".", "--listen", "127.0.0.1:0"];
    const running = await host.start([...start, "--set", "mailer.host=a.example", "--set", "mailer.host=b=b"]);

    const called = await host.run(["call", "@local/mailer/actors/mail/config", "--url", running.url, "--json"]);
    const listed = await host.run(["config", "list", "mailer", "--json"]);
    const text = await host.run(["config", "list", "mailer"]);
    const overruled = await host.run(["config", "set", "mailer", "host", "c.example"]);
    const checked = await host.run(["config", "check", "mailer"]);
    await running.stop("SIGTERM");
    const afterwards = await host.run(["config", "list", "mailer", "--json"]);

    expect(called.document()).toMatchObject({ data: { result: { host: "b=b" } } });
    expect(listed.document()).toMatchObject({
      data: {
        settings: [
          { path: "host", value: "b=b", source: "flags", variables: [{ name: "LARDER__MAILER__HOST", isSet: false }] },
          {
            path: "port",
            value: 26,
            source: "environment",
            variables: [{ name: "LARDER__MAILER__PORT", isSet: true }],
          },
          { path: "password", value: null, variables: [{ name: "LARDER__MAILER__PASSWORD", isSet: false }] },
          { path: "debug", value: true, variables: [{}, { name: "MAILER_DEBUG", isSet: true }] },
        ],
      },
    });
    expect(text.stdout).toMatch(/^host +b=b +--set +LARDER__MAILER__HOST$/m);
    expect(text.stdout).toMatch(/^debug +true +environment +MAILER_DEBUG \*$/m);
    expect(overruled.stdout).toContain("but `--set` of the start of the host says something else, and wins");
    expect(checked.stdout).toContain("debug: MAILER_DEBUG is set");
    expect(afterwards.document()).toMatchObject({
      data: { settings: [{ value: "c.example", source: "file" }, {}, {}, {}] },
    });
  },
);

test("a setting on the command line that cannot be meant is refused before the host starts", async () => {
  await using host = await newHost();
  const start = (...words: readonly string[]) => host.run(["start", ".", "--listen", "127.0.0.1:0", ...words]);

  const refused = await Promise.all([
    start("--set", "mailer.password=sesame"),
    start("--set", "mailer.host"),
    start("--set", "mailer=x"),
    start("--set", "mailr.host=x"),
    start("--set", "mailer.__proto__.x=1"),
    start("--set", "mailer.host=x", "--package", "mailer"),
  ]);

  expect(refused.map(({ exitCode, stderr }) => `${exitCode} ${stderr}`)).toEqual(
    [
      "2 [^]*`password` is a secret, and other users of this machine can read a command line",
      "2 [^]*`--set mailer.host` gives no value",
      "2 [^]*`--set mailer` names a package, and no setting of it",
      "2 [^]*`--set mailr.host` names no package that is installed in this host; there are `mailer`, `skies`",
      "1 [^]*`__proto__.x` is no name of a setting",
      "2 [^]*`--set` is for the start of a host, and `--package` is for one that runs",
    ].map((told) => expect.stringMatching(`^${told}`) as unknown),
  );
  expect(JSON.stringify(refused)).not.toContain("sesame");
});
