import { execFile } from "node:child_process";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";

import { type HostWorld, newHostWorld } from "./testing/host-world.ts";
import type { Workplace } from "./testing/larder-process.ts";

/* What is below a package gets another version than what is beside it: locked, told and run by a real Node. */

let world: HostWorld;

beforeAll(async () => {
  world = await newHostWorld();
});

beforeEach(() =>
  world.stock(async () => {
    for (const version of ["1.0.0", "2.0.0"]) {
      await publishModule("view", version, `export default "view ${version}";`);
    }
    await publishModule("button", "1.0.0", `export { default } from "view";`, { view: "*" });
    for (const name of ["chat", "shop"]) {
      await publishModule(name, "1.0.0", `export { default } from "button";`, { button: "^1.0.0" });
    }
  }),
);

afterAll(() => world[Symbol.asyncDispose]());

async function publishModule(
  name: string,
  version: string,
  code: string,
  dependencies: { readonly [name: string]: string } = {},
): Promise<void> {
  await world.publish({ name, version, exports: "./index.js", dependencies }, { "index.js": code });
}

/** A host that wants `chat` and `shop`, and another `view` below `chat`. */
async function hostWithNestedOverride(): Promise<Workplace> {
  const host = await world.newHost();
  await host.run(["add", "chat", "shop"]);
  await writeFile(
    join(host.directory, "larder.yaml"),
    `${await readFile(join(host.directory, "larder.yaml"), "utf8")}overrides:\n  chat: { view: 1.0.0 }\n`,
  );
  const { exitCode, stderr } = await host.run(["install"]);
  if (exitCode !== 0) throw new Error(stderr);
  return host;
}

/** Returns what a real Node finds behind `chat` and behind `shop`. */
async function runModules(host: Workplace): Promise<string> {
  const code = `import chat from "chat"; import shop from "shop"; console.log(chat + ", " + shop);`;
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", code], {
    cwd: join(host.directory, ".larder/current"),
  });
  return stdout.trim();
}

test("[N7] below a package with an override Node finds what that takes, and beside it what is asked for", async () => {
  await using host = await hostWithNestedOverride();
  const before = await runModules(host);
  await rm(join(host.directory, ".larder"), { recursive: true });
  const installed = await host.run(["install", "--frozen"]);

  expect(before).toBe("view 1.0.0, view 2.0.0");
  expect(installed.exitCode).toBe(0);
  expect(await runModules(host)).toBe(before);
});

test("[N7] what a nested override makes another instance is told by all that tell of a lock", async () => {
  await using host = await hostWithNestedOverride();

  const why = await host.run(["why", "view"]);
  const list = await host.run(["list", "--all"]);
  const checks = await Promise.all([host.run(["verify"]), host.run(["lock", "--check"])]);

  expect(why.stdout).toMatch(/button@1\.0\.0\[chat>\*\*\] depends on view 1\.0\.0\n.*chat@1\.0\.0 depends/);
  expect(why.stdout).toMatch(/button@1\.0\.0 depends on view \*\n.*shop@1\.0\.0 depends/);
  expect(list.stdout).toContain("button@1.0.0[chat>**]");
  expect(checks.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
});

test("[N7] keys that another package manager wrote are taken, or refused with what to write", async () => {
  await using host = await hostWithNestedOverride();
  const manifest = await readFile(join(host.directory, "larder.yaml"), "utf8");
  const lockWith = async (overrides: string): Promise<string> => {
    await writeFile(join(host.directory, "larder.yaml"), manifest.replace("chat: { view: 1.0.0 }", overrides));
    const { exitCode, stderr } = await host.run(["install"]);
    return exitCode === 0 ? await runModules(host) : stderr;
  };

  expect(await lockWith('"chat@^1 || >2": { button: { "view@>=1 <3": 1.0.0 } }')).toBe("view 1.0.0, view 2.0.0");
  expect(await lockWith('chat: { view: "npm:view@1.0.0" }')).toBe("view 1.0.0, view 2.0.0");
  expect(await lockWith('"chat>view": 1.0.0')).toBe("view 2.0.0, view 2.0.0");
  expect(await lockWith('"chat>button>view": 1.0.0')).toBe("view 1.0.0, view 2.0.0");
  expect(await lockWith('"chat/**/view": 1.0.0')).toContain("write `chat>**>view`");
  expect(await lockWith('"@acme/chat/view": 1.0.0')).toContain("write `@acme/chat>view`");
  expect(await lockWith('"**/view": 1.0.0')).toContain("write `view`");
  expect(await lockWith('view: "-"')).toContain("has no tag `-`");
});
