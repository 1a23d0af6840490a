import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";

import { type HostWorld, newHostWorld } from "./testing/host-world.ts";
import { runOnTerminal } from "./testing/terminal.ts";

/* What a package reaches from its sandbox is what the operator agreed to, and larder.yaml says it. */

let world: HostWorld;

beforeAll(async () => {
  world = await newHostWorld();
});

beforeEach(() => world.stock(() => publish("lamp", "1.0.0", [{ resource: "db", actions: ["read"] }])));

afterAll(() => world[Symbol.asyncDispose]());

type Rule = { readonly resource: string; readonly actions?: readonly string[]; readonly effect?: string };

async function publish(name: string, version: string, permissions: readonly Rule[], larder: object = {}) {
  await world.publish(
    { name, version, larder: { permissions, ...larder } },
    { "actors/light.js": "export const on = () => true;\n" },
  );
}

const manifestOf = (directory: string) => readFile(join(directory, "larder.yaml"), "utf8");

test("without a terminal a package is installed, not granted, and the command that agrees grants it", async () => {
  await using host = await world.newHost();

  const added = await host.run(["add", "lamp"]);
  const before = await manifestOf(host.directory);
  const again = await host.run(["install", "--json"]);
  const granted = await host.run(["add", "--grant", "lamp", "--json"]);

  expect(added.exitCode).toBe(0);
  expect(added.stdout).toContain("not granted: lamp does not start before you agree that it reaches\n    read on db\n");
  expect(added.stdout).toContain(`agree with larder add --grant lamp --cwd ${host.directory}`);
  expect(before).not.toContain("grants");
  expect(again.document()).toMatchObject({
    data: { ungranted: [{ package: "lamp", permissions: [{ resource: "db", actions: ["read"] }] }] },
  });
  expect(granted.document()).toMatchObject({ ok: true, data: { installed: { ungranted: [], unchanged: true } } });
  expect(granted.stderr).toContain("lamp 1.0.0 asks to reach:\n  read on db\n");
  expect(await manifestOf(host.directory)).toBe(
    `${before}packages:\n  lamp:\n    grants:\n      - { resource: db, actions: [ read ] }\n`,
  );
});

test("the core lets start what was granted, and names the command where it was not", { tags: ["slow"] }, async () => {
  await using host = await world.newHost();
  await host.run(["add", "lamp"]);

  const blocked = await host.start(["start", ".", "--listen", "127.0.0.1:0"]);
  await blocked.stop("SIGTERM");
  await host.run(["add", "--grant", "lamp"]);
  const running = await host.start(["start", ".", "--listen", "127.0.0.1:0"]);
  await running.stop("SIGTERM");

  expect(blocked.data["packages"]).toMatchObject([
    { name: "lamp", actual: "failed", reason: "`lamp` asks to read `db`, which you did not agree to" },
  ]);
  expect(running.data["packages"]).toMatchObject([{ name: "lamp", actual: "started" }]);
});

test("on a terminal a person is asked: a yes is written down with every comment, a no changes nothing", async () => {
  await using host = await world.newHost();
  const path = join(host.directory, "larder.yaml");
  await writeFile(path, `${await readFile(path, "utf8")}# Ask Ada first.\n`);
  const before = await manifestOf(host.directory);

  const refused = await runOnTerminal(host.directory, ["add", "lamp"], ["n"]);
  const untouched = await manifestOf(host.directory);
  const agreed = await runOnTerminal(host.directory, ["add", "lamp", "--json"], ["y"]);

  expect(refused).toMatchObject({ exitCode: 6, stdout: "" });
  expect(refused.shown).toContain("lamp 1.0.0 asks to reach:\n  read on db\nDo you agree? [y/N] ");
  expect(refused.shown).toContain("You did not agree to what `lamp@1.0.0` asks for");
  expect(untouched).toBe(before);
  expect(JSON.parse(agreed.stdout)).toMatchObject({ ok: true, data: { installed: { ungranted: [], generation: 1 } } });
  const after = await manifestOf(host.directory);
  expect(after).toContain("# Ask Ada first.");
  expect(after).toContain("- { resource: db, actions: [ read ] }");
});

test("an update tells the difference and asks again; a no keeps that package, and the others move", async () => {
  await using host = await world.newHost();
  await world.publish({ name: "themes", version: "1.0.0", larder: {} }, { "themes/dark.toml": 'name = "dark"\n' });
  await host.run(["add", "lamp", "themes", "--grant"]);
  await publish("lamp", "1.1.0", [{ resource: "db", actions: ["read", "write"] }]);
  await world.publish({ name: "themes", version: "1.1.0", larder: {} }, { "themes/dark.toml": 'name = "dark"\n' });

  const refused = await runOnTerminal(host.directory, ["update", "--json"], ["n"]);
  const unattended = await host.run(["update", "--json"]);
  const agreed = await host.run(["update", "lamp", "--grant"]);

  expect(refused.exitCode).toBe(1);
  expect(refused.shown.split("lamp 1.1.0 asks for more than you agreed to:\n  write on db\n")).toHaveLength(2);
  expect(JSON.parse(refused.stdout)).toMatchObject({
    data: {
      packages: [
        { name: "lamp", state: "failed", to: "1.0.0", error: { code: "EUNTRUSTED" } },
        { name: "themes", state: "updated", to: "1.1.0" },
      ],
    },
  });
  expect(unattended.document()).toMatchObject({
    data: {
      packages: [{ name: "lamp", to: "1.1.0" }, { name: "themes" }],
      installed: { ungranted: [{ package: "lamp", agreedBefore: true, permissions: [{ actions: ["write"] }] }] },
    },
  });
  expect(agreed.stdout).not.toContain("not granted");
  expect(await manifestOf(host.directory)).toContain(
    "- { resource: db, actions: [ read ] }\n      - { resource: db, actions: [ write ] }\n",
  );
});

test("what comes along is asked about as well, and who once said no to another is not asked again", async () => {
  await using host = await world.newHost();
  await publish("house", "1.0.0", [], { requires: { lamp: "^1.0.0" } });
  await host.run(["add", "lamp"]);

  const other = await runOnTerminal(host.directory, ["add", "house"], []);
  await using second = await world.newHost();
  const along = await runOnTerminal(second.directory, ["add", "house"], ["y"]);

  expect(other.exitCode).toBe(0);
  expect(other.shown).not.toContain("Do you agree?");
  expect(along.shown).toContain("lamp 1.0.0 asks to reach:");
  expect(await manifestOf(second.directory)).toContain("  lamp:\n    grants:\n");
});

test("to agree or to trust moves no version, and wants nothing that is not wanted", async () => {
  await using host = await world.newHost();
  await publish("house", "1.0.0", [], { requires: { lamp: "^1.0.0" } });
  await host.run(["add", "home@npm:house@^1.0.0"]);
  await publish("house", "2.0.0", [], { requires: { lamp: "^1.0.0" } });
  await publish("lamp", "1.5.0", [{ resource: "everything" }]);

  const granted = await host.run(["add", "--grant", "lamp", "--json"]);
  const trusted = await host.run(["add", "--trust", "home", "--json"]);
  const shown = await host.run(["add", "--trust", "lamp"]);

  const installed = { added: [], changed: [] };
  expect(granted.document()).toMatchObject({
    data: { wants: {}, agreed: { trusted: [], granted: ["lamp"] }, installed },
  });
  expect(trusted.document()).toMatchObject({
    data: { wants: {}, agreed: { trusted: ["house"], granted: [] }, installed },
  });
  expect(shown.stdout).toContain("larder.yaml trusts lamp now: its code runs in the host's own process\nNothing to do");
  const manifest = await manifestOf(host.directory);
  expect(manifest).toContain("wants:\n  home: npm:house@^1.0.0\n");
  expect(manifest).toContain("  house:\n    mode: trusted\n");
  expect(manifest).not.toMatch(/^ {2}lamp: \^/m);
});

test("a package that is trusted is asked nothing about, and what it would show cannot draw on a terminal", async () => {
  await using host = await world.newHost();
  await publish("liar", "1.0.0", [{ resource: "db\u001b[2K\rnothing at all", actions: ["read\u202e"] }]);

  const trusted = await runOnTerminal(host.directory, ["add", "lamp", "--trust"], []);
  const shown = await runOnTerminal(host.directory, ["add", "liar"], ["n"]);

  expect(trusted.exitCode).toBe(0);
  expect(trusted.shown).not.toContain("Do you agree?");
  expect(trusted.stdout).not.toContain("not granted");
  expect(shown.shown).toContain(String.raw`read\u{202e} on db\u{1b}[2K\u{d}nothing at all`);
});

test(
  "[D8] variables of the host that a package names are asked for by name, and are no part of what is trusted",
  { tags: ["slow"] },
  async () => {
    await using host = await world.newHost();
    await publish("reader", "1.0.0", [], {
      env: { KEY: "${READER_KEY}", REGION: "${REGION}" },
      config: { schema: { properties: { level: { type: "string", "x-env": "LOG_LEVEL" } } } },
    });

    const shown = await runOnTerminal(host.directory, ["add", "reader"], ["n"]);
    const trusted = await runOnTerminal(host.directory, ["add", "reader", "--trust"], []);
    await writeFile(
      join(host.directory, "larder.yaml"),
      `${await manifestOf(host.directory)}    env: { REGION: eu }\n`.replace("mode: trusted", "mode: sandboxed"),
    );
    const granted = await host.run(["add", "--grant", "reader", "--json"]);

    expect(shown.shown).toContain(
      `reader 1.0.0 asks to reach:\n${["LOG_LEVEL", "READER_KEY", "REGION"].map(readingOf).join("")}Do`,
    );
    expect(trusted.shown).not.toContain("Do you agree?");
    expect(granted.stderr).toContain(`asks to reach:\n${["LOG_LEVEL", "READER_KEY"].map(readingOf).join("")}`);
    expect(granted.document()).toMatchObject({
      data: { installed: { missingEnvironment: [{ variable: "READER_KEY" }] } },
    });
    expect(await manifestOf(host.directory)).toContain("- { resource: env:READER_KEY, actions: [ read ] }");
  },
);

test("a lock that is made alone reads no archive, so nothing can be agreed to", async () => {
  await using host = await world.newHost();

  const { exitCode, document } = await host.run(["add", "lamp", "--grant", "--lock-only", "--json"]);

  expect(exitCode).toBe(2);
  expect(document()).toMatchObject({ ok: false, error: { code: "EUSAGE" } });
});

test(
  "[D9] scripts of a package do not run before the operator agrees to them, trusted or not",
  { tags: ["slow"] },
  async () => {
    await using host = await world.newHost();
    await world.publish(
      {
        name: "hooked",
        version: "1.0.0",
        larder: { hooks: { "pre-start": "hooks/hello.sh", "post-start": "light.on" } },
      },
      { "actors/light.js": "export const on = () => true;\n", "hooks/hello.sh": 'echo "hello from $HOOK"\n' },
    );

    const added = await host.run(["add", "hooked", "--trust"]);
    const without = await host.start(["start", ".", "--listen", "127.0.0.1:0"]);
    const quiet = await without.stop("SIGTERM");
    const granted = await host.run(["add", "hooked", "--grant"]);
    const running = await host.start(["start", ".", "--listen", "127.0.0.1:0"]);
    await running.stop("SIGTERM");

    expect(added.stdout).toContain(
      "not granted: the hooks of hooked do not run before you agree to\n    run its scripts in the shell, with all rights of the host\n",
    );
    expect(without.data["packages"]).toMatchObject([{ name: "hooked", actual: "started" }]);
    expect(quiet.stderr).toContain("`pre-start` of `hooked` did not run: it is a script");
    expect(JSON.stringify(without.data["log"])).not.toContain("hello from");
    expect(granted.stderr).toContain("hooked 1.0.0 asks to reach:\n  run its scripts in the shell");
    expect(await manifestOf(host.directory)).toContain("- { resource: shell, actions: [ execute ] }");
    expect(JSON.stringify(running.data["log"])).toContain("hello from pre-start");
  },
);

/** The line that asks for a variable of the host. */
function readingOf(variable: string): string {
  return `  read the variable ${variable} of the host's environment\n`;
}
