import { mkdir, chmod, readFile, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { type HostWorld, newHostWorld } from "./testing/host-world.ts";
import type { Workplace } from "./testing/larder-process.ts";

/* Damage, and the commands that find and mend it, against a real registry. */

let world: HostWorld;

beforeAll(async () => {
  world = await newHostWorld();
  await world.publish({ name: "tools", version: "1.0.0" }, { "index.js": "export default 1;" });
  await world.publish({ name: "lamp", version: "1.0.0", larder: {}, dependencies: { tools: "^1.0.0" } });
  await world.publish({ name: "bell", version: "1.0.0", larder: {} });
});

afterAll(() => world[Symbol.asyncDispose]());

/** Changes a byte of an installed package, which keeps its size. */
async function damage(host: Workplace, path: string): Promise<void> {
  const file = await realpath(join(host.directory, ".larder/current/node_modules", path));
  const text = await readFile(file, "utf8");
  await chmod(file, 0o644);
  await writeFile(file, text.replace("1.0.0", "6.6.6"));
}

test("a host that is whole is found so, before and after its first install", async () => {
  await using host = await world.newHost();

  const empty = await host.run(["verify", "--json"]);
  await host.run(["add", "lamp"]);
  const full = await host.run(["verify", "--json"]);

  expect(empty.exitCode).toBe(0);
  expect(empty.document()).toMatchObject({ data: { locked: null, generation: null, whole: true } });
  expect(full.exitCode).toBe(0);
  expect(full.document()).toMatchObject({
    schema: "larder.verify/1",
    data: { locked: 2, stale: null, generation: 1, instances: 2, damage: [], whole: true, mend: [] },
    warnings: [],
  });
});

test("a byte that was changed in the store is found, and the commands that are named mend it", async () => {
  await using host = await world.newHost();
  await host.run(["add", "lamp"]);
  await damage(host, "lamp/package.json");

  const found = await host.run(["verify", "--json"]);
  const seen = await host.run(["verify"]);
  const whole = await host.run(["store", "verify", "--json"]);
  const repaired = await host.run(["store", "verify", "--repair", "--json"]);
  const missing = await host.run(["verify", "--json"]);
  const installed = await host.run(["install"]);
  const again = await host.run(["verify"]);

  expect(found.exitCode).toBe(6);
  expect(found.document()).toMatchObject({
    ok: false,
    error: { code: "EINTEGRITY", summary: "The host is damaged in 1 place" },
    data: {
      whole: false,
      damage: [{ part: "store", about: "lamp@1.0.0", sentence: expect.stringContaining("package.json") }],
      mend: ["larder store verify --repair", "larder install"],
    },
  });
  expect(seen.stdout).toMatch(
    /✗ {2}store {2}`lamp@1\.0\.0` has `package\.json`.*\n {2}next: larder store verify --repair\n/,
  );
  expect(whole.exitCode).toBe(6);
  expect(whole.document()).toMatchObject({
    ok: false,
    error: { code: "EINTEGRITY", summary: "1 instance of the store is damaged" },
    data: { damaged: [{ package: "lamp@1.0.0" }] },
  });
  expect(repaired.exitCode).toBe(0);
  expect(repaired.document()).toMatchObject({
    ok: true,
    data: { damaged: [{ package: "lamp@1.0.0" }], repaired: true },
  });
  expect(missing.document()).toMatchObject({ data: { whole: false } });
  expect(installed.exitCode).toBe(0);
  expect(again.exitCode).toBe(0);
});

test("a link that leads elsewhere, and a lock that does not hang together, are found", async () => {
  await using host = await world.newHost();
  await host.run(["add", "lamp"]);
  const link = join(host.directory, ".larder/current/node_modules/lamp");
  await rm(link);
  await symlink(host.directory, link);
  const path = join(host.directory, "larder.lock");
  const lock = await readFile(path, "utf8");
  await writeFile(path, lock.replace(/^package tools.*\n/m, ""));

  const found = await host.run(["verify", "--json"]);
  await writeFile(path, lock.replace("package tools", "pakage tools"));
  const unreadable = await host.run(["verify", "--json"]);
  await writeFile(path, `<<<<<<< ours\n${lock}`);
  const conflicted = await host.run(["verify"]);

  expect(found.exitCode).toBe(6);
  expect(found.document()).toMatchObject({
    data: {
      damage: [
        { part: "lock", about: "lamp@1.0.0", sentence: expect.stringContaining("tools@1.0.0") },
        { part: "generation", about: "lamp", sentence: "the link of `lamp` leads to something else" },
      ],
    },
  });
  expect(unreadable.exitCode).toBe(6);
  expect(unreadable.document()).toMatchObject({
    error: { hint: expect.stringContaining("remove it and run `larder lock`") },
    data: {
      locked: null,
      damage: [{ part: "lock", sentence: expect.stringMatching(/line \d+/) }, {}],
      advice: [expect.stringContaining("larder lock")],
      mend: ["larder install"],
    },
  });
  expect(conflicted.stdout).toContain(
    "  next: Take either side (`git checkout --ours larder.lock`), then run `larder lock`",
  );
});

test("a host that has nothing installed is told the command that changes that", async () => {
  await using host = await world.newHost();
  const empty = await host.run(["list"]);
  await host.run(["add", "lamp", "--lock-only"]);

  const locked = await host.run(["list"]);

  expect(empty.stdout).toBe(`Nothing is installed yet: larder add NAME --cwd ${host.directory}\n`);
  expect(locked.stdout).toBe(`Nothing is installed yet: larder install --cwd ${host.directory}\n`);
});

test("a copy of a host whose links were followed is told, and runs again by what is told", async () => {
  await using host = await world.newHost();
  await host.run(["add", "lamp"]);
  const current = join(host.directory, ".larder/current");
  await rm(current);
  await mkdir(current);

  const install = await host.run(["install"]);
  const verify = await host.run(["verify", "--json"]);
  await rm(current, { recursive: true });
  const again = await host.run(["install"]);

  expect(install).toMatchObject({ exitCode: 1, stderr: expect.stringContaining("is no link to a generation (EHOST)") });
  expect(verify.exitCode).toBe(6);
  expect(verify.document()).toMatchObject({
    data: { damage: [{ part: "generation" }], advice: [expect.stringContaining("Remove it")], mend: [] },
  });
  expect(again.exitCode).toBe(0);
  expect((await host.run(["verify"])).exitCode).toBe(0);
});

test("a lock that is out of date is no damage, and is told", async () => {
  await using host = await world.newHost();
  await host.run(["add", "lamp", "--lock-only"]);
  const path = join(host.directory, "larder.yaml");
  await writeFile(path, `${await readFile(path, "utf8")}  bell: ^1.0.0\n`);

  const { exitCode, document } = await host.run(["verify", "--json"]);

  expect(exitCode).toBe(0);
  expect(document()).toMatchObject({
    data: { stale: "`bell` is wanted and not locked", whole: true },
    warnings: [expect.stringContaining("larder lock")],
  });
});

test("the store says where it is, and loses only what no generation of a host uses", async () => {
  await using host = await world.newHost();
  await host.run(["add", "lamp", "bell"]);
  const path = join(host.directory, "larder.yaml");
  await writeFile(path, `${await readFile(path, "utf8")}rollback: { keep: 0 }\n`);

  const where = await host.run(["store", "path"]);
  const used = await host.run(["store", "prune", "--dry-run", "--json"]);
  await host.run(["remove", "bell"]);
  const planned = await host.run(["store", "prune", "--dry-run", "--json"]);
  const pruned = await host.run(["store", "prune", "--json"]);
  const again = await host.run(["store", "prune"]);
  const verified = await host.run(["verify"]);

  expect(where.stdout).toBe(`${join(host.directory, ".local/share/larder/store")}\n`);
  expect(used.document()).toMatchObject({ data: { removed: { instances: 0 } } });
  expect(planned.document()).toMatchObject({ data: { dryRun: true, removed: { instances: 1 } } });
  expect(pruned.document()).toMatchObject({
    schema: "larder.store-prune/1",
    data: { dryRun: false, removed: { instances: 1 }, kept: { instances: 2 }, hosts: [host.directory] },
  });
  expect(again.stdout).toContain("Removed 0 instances");
  expect(verified.exitCode).toBe(0);
});

test("a lock tells whether it runs on another machine", async () => {
  await using host = await world.newHost();
  await world.publish({ name: "mac-part", version: "1.0.0", os: ["darwin"] });
  await world.publish({ name: "wide", version: "1.0.0", larder: {}, optionalDependencies: { "mac-part": "^1.0.0" } });
  await world.publish({ name: "narrow", version: "1.0.0", larder: {}, dependencies: { "mac-part": "^1.0.0" } });
  await host.run(["add", "wide", "--lock-only"]);

  const wide = await host.run(["verify", "--platform", "linux/x64/musl", "--json"]);
  await host.run(["add", "narrow", "--lock-only"]);
  const narrow = await host.run(["verify", "--platform", "linux/x64/musl", "--json"]);
  const there = await host.run(["verify", "--platform", "darwin/arm64"]);
  const wrong = await host.run(["verify", "--platform", "somewhere", "--json"]);

  expect(wide.document()).toMatchObject({ data: { gets: ["wide@1.0.0"], lacks: [], whole: true } });
  expect(narrow.exitCode).toBe(6);
  expect(narrow.document()).toMatchObject({
    ok: false,
    error: { code: "EBADPLATFORM" },
    data: { lacks: ["mac-part@1.0.0"], whole: false },
  });
  expect(there.stdout).toBe("On darwin/arm64 the host gets 3 packages, and lacks none\n");
  expect(wrong.exitCode).toBe(2);
});
