import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";

import { type HostWorld, newHostWorld } from "./testing/host-world.ts";

/* What changes a host, and what it says of itself, by the commands and against a real registry. */

let world: HostWorld;

beforeAll(async () => {
  world = await newHostWorld();
});

beforeEach(() =>
  world.stock(async () => {
    await world.publish({ name: "tools", version: "1.0.0" }, { "index.js": "export default 1;" });
    await publishLamp("1.0.0");
    await world.publish({ name: "themes", version: "1.0.0", larder: {} }, { "themes/dark.toml": 'name = "dark"\n' });
  }),
);

afterAll(() => world[Symbol.asyncDispose]());

async function publishLamp(version: string, tools = "^1.0.0"): Promise<void> {
  await world.publish(
    { name: "lamp", version, larder: {}, dependencies: { tools } },
    { "themes/light.toml": `name = "light ${version}"\n` },
  );
}

test("[N7] [H14] what is removed goes with what only it needed, and a name that is not wanted is refused", async () => {
  await using host = await world.newHost();
  await host.run(["add", "lamp", "themes"]);

  const removed = await host.run(["remove", "lamp", "--json"]);
  const unknown = await host.run(["remove", "lamp", "--json"]);

  expect(removed.document()).toMatchObject({
    schema: "larder.remove/1",
    data: { wants: { lamp: "^1.0.0" }, locked: [{ name: "themes" }], installed: { removed: [{ name: "lamp" }] } },
  });
  expect(unknown.exitCode).toBe(1);
  expect(unknown.document()).toMatchObject({ error: { code: "E404", hint: "It wants `themes`" } });
  expect(await readFile(join(host.directory, "larder.yaml"), "utf8")).not.toContain("lamp");
});

test("the lowest versions that go together are locked or installed, and told as moves down", async () => {
  await using host = await world.newHost();
  await publishLamp("1.1.0");
  await world.publish({ name: "tools", version: "1.1.0" }, { "index.js": "export default 2;" });
  await host.run(["add", "lamp@^1.0.0"]);

  const locked = await host.run(["lock", "--lowest", "--json"]);
  const lock = await readFile(join(host.directory, "larder.lock"), "utf8");
  await host.run(["update"]);
  const updated = await host.run(["update", "--lowest"]);
  const again = await host.run(["update", "--lowest"]);

  expect(locked.document()).toMatchObject({
    data: {
      packages: [
        { name: "lamp", version: "1.0.0" },
        { name: "tools", version: "1.0.0" },
      ],
    },
  });
  expect(updated.stdout).toMatch(/↓ +lamp +1\.1\.0 → 1\.0\.0/);
  expect(await readFile(join(host.directory, "larder.lock"), "utf8")).toBe(lock);
  expect(again.stdout).toContain("1.0.0, the lowest that larder.yaml allows\n0 packages updated, 1 unchanged");
});

test("[N6] an update says of each package what it moved from and to, within its range and beyond", async () => {
  await using host = await world.newHost();
  await host.run(["add", "lamp", "themes"]);
  await publishLamp("1.1.0");
  await publishLamp("2.0.0");

  const outdated = await host.run(["outdated", "--json"]);
  const asked = await host.run(["outdated", "--exit-code"]);
  const told = await host.run(["outdated", "--exit-code", "--json"]);
  const updated = await host.run(["update", "--json"]);
  const again = await host.run(["update"]);
  const latest = await host.run(["update", "lamp", "--latest", "--json"]);
  const current = await host.run(["outdated", "--exit-code", "--json"]);

  expect(outdated.exitCode).toBe(0);
  expect(outdated.document()).toMatchObject({
    ok: true,
    schema: "larder.outdated/1",
    data: {
      outdated: 1,
      wants: [{ alias: "lamp", current: "1.0.0", wanted: "1.1.0", latest: "2.0.0", heldBackBy: "range" }],
    },
  });
  expect(asked.exitCode).toBe(1);
  expect(told.document()).toMatchObject({ ok: false, error: { code: "EOUTDATED" }, data: { outdated: 1 } });
  expect(asked.stdout).toMatch(/lamp +1\.0\.0 +1\.1\.0 +2\.0\.0 +held back by its range/);
  expect(updated.document()).toMatchObject({
    schema: "larder.update/1",
    data: {
      packages: [
        { name: "lamp", state: "updated", from: "1.0.0", to: "1.1.0" },
        { name: "themes", state: "unchanged", from: "1.0.0", to: "1.0.0" },
      ],
      installed: { changed: [{ name: "lamp", from: "1.0.0", to: "1.1.0" }] },
    },
  });
  expect(again.stdout).toContain("0 packages updated, 2 up to date");
  expect(latest.document()).toMatchObject({
    data: { packages: [{ name: "lamp", from: "1.1.0", to: "2.0.0" }], wants: { lamp: "^2.0.0" } },
  });
  expect(current.exitCode).toBe(0);
  expect(current.document()).toMatchObject({ data: { outdated: 0, wants: [] } });
});

test("of several wants one that vanished is named, and how far the others are behind is told", async () => {
  await using host = await world.newHost();
  await host.run(["add", "lamp", "themes", "tools"]);
  await publishLamp("1.1.0");
  const path = join(host.directory, "larder.yaml");
  await writeFile(path, (await readFile(path, "utf8")).replace("themes:", "gone:"));

  const told = await host.run(["outdated"]);
  const { exitCode, document } = await host.run(["outdated", "--exit-code", "--json"]);

  expect(told.exitCode).toBe(1);
  expect(told.stdout).toMatch(/lamp +1\.0\.0 +1\.1\.0 +1\.1\.0/);
  expect(told.stdout).toMatch(
    /gone: Because .*`gone` does not exist.*\n +next: Was it unpublished\? Take `gone` out of/,
  );
  expect(told.stdout).toMatch(/\n1 want could move, 1 could not be looked up\n?$/);
  expect(exitCode).toBe(1);
  expect(document()).toMatchObject({
    ok: false,
    error: { code: "EPARTIAL" },
    data: {
      outdated: 1,
      wants: [{ alias: "lamp", wanted: "1.1.0" }],
      failed: [{ alias: "gone", range: "^1.0.0", current: null, error: { code: "ERESOLVE" } }],
    },
  });
});

test("[N6] of several packages one that cannot be updated does not stop the others", { tags: ["slow"] }, async () => {
  await using host = await world.newHost();
  await host.run(["add", "lamp", "themes"]);
  await publishLamp("1.1.0");

  const { exitCode, document } = await host.run(["update", "nobody", "lamp", "--json"]);
  const seen = await host.run(["update", "nobody", "lamp"]);

  expect(exitCode).toBe(1);
  expect(document()).toMatchObject({
    ok: false,
    error: { code: "EPARTIAL", summary: "1 of 2 packages could not be updated" },
    data: {
      packages: [
        { name: "nobody", state: "failed", from: null, to: null, error: { code: "E404" } },
        { name: "lamp", state: "updated", from: "1.0.0", to: "1.1.0" },
      ],
    },
  });
  expect(seen.stdout).toContain("`larder.yaml` does not want `nobody`");
  expect(seen.stdout).toContain("0 packages updated, 1 up to date, 1 failed");
});

test("a package is explained from itself up to the lines of larder.yaml, with the range of each step", async () => {
  await using host = await world.newHost();
  await host.run(["add", "lamp", "tools@1.0.0"]);

  const why = await host.run(["why", "tools"]);
  const json = await host.run(["why", "tools", "--json"]);
  const missing = await host.run(["why", "nobody", "--json"]);

  expect(why.stdout).toMatchInlineSnapshot(`
    "tools@1.0.0 library
    ├─ larder.yaml:6 wants tools 1.0.0
    └─ lamp@1.0.0 depends on tools ^1.0.0
       └─ larder.yaml:5 wants lamp ^1.0.0

    tools is there once
    "
  `);
  expect(json.document()).toMatchObject({
    schema: "larder.why/1",
    data: {
      packages: [
        {
          id: "tools@1.0.0",
          askers: [
            { kind: "want", alias: "tools", wanted: "1.0.0" },
            { by: "lamp@1.0.0", kind: "prod", wanted: "^1.0.0", askers: [{ kind: "want", alias: "lamp" }] },
          ],
        },
      ],
    },
  });
  expect(missing.exitCode).toBe(1);
  expect(missing.document()).toMatchObject({ error: { code: "E404" } });
});

test("[N7] [N8] [H5] a host lists where its packages are from, since when, and what is in them", async () => {
  await using host = await world.newHost();
  await host.run(["add", "lamp", "dark@npm:themes"]);
  await publishLamp("1.1.0");
  await host.run(["update", "lamp"]);

  const { document, stdout } = await host.run(["list", "--all", "--json"]);
  const seen = await host.run(["list", "--all"]);

  const { data } = document() as { readonly data: { readonly packages: readonly { readonly since: string }[] } };
  expect(data).toMatchObject({
    generation: 2,
    libraries: 1,
    packages: [
      { name: "lamp", version: "1.1.0", source: { type: "registry", registry: "home" }, mode: "data" },
      { name: "themes", wantedAs: ["dark"], components: [{ kind: "theme", name: "dark" }] },
    ],
    allLibraries: [{ id: "tools@1.0.0" }],
  });
  const [lamp, themes] = data.packages;
  expect(Date.parse(lamp?.since ?? "")).toBeGreaterThan(Date.parse(themes?.since ?? ""));
  expect(stdout).toContain('"schema":"larder.list/1"');
  expect(seen.stdout).toMatch(
    /themes 1\.0\.0 wanted, as dark, data, from home, since \d{4}-\d\d-\d\d\n {2}theme {2}dark/,
  );
});

test("a host goes back to what ran before, and forth again by its lock", async () => {
  await using host = await world.newHost();
  await host.run(["add", "lamp"]);
  await host.run(["add", "themes"]);

  const listed = await host.run(["rollback", "--list", "--json"]);
  const back = await host.run(["rollback", "--json"]);
  const there = await host.run(["list", "--json"]);
  const wrong = await host.run(["rollback", "--to", "7", "--json"]);
  const unclear = await host.run(["rollback", "--to", "last", "--json"]);
  const forth = await host.run(["install", "--json"]);

  expect(listed.document()).toMatchObject({
    data: {
      rolledBack: null,
      generations: [
        { number: 1, current: false },
        { number: 2, current: true },
      ],
    },
  });
  expect(back.document()).toMatchObject({
    schema: "larder.rollback/1",
    data: { rolledBack: { from: 2, generation: 1, lockDiffers: true, removed: [{ name: "themes" }] } },
  });
  expect(there.document()).toMatchObject({ data: { generation: 1, packages: [{ name: "lamp" }] } });
  expect(wrong.exitCode).toBe(1);
  expect(unclear.exitCode).toBe(2);
  expect(forth.document()).toMatchObject({ data: { generation: 2, unchanged: false } });
});

test("an install without the network uses what is there, and says what is missing", async () => {
  await using host = await world.newHost();
  await host.run(["add", "lamp"]);
  await writeFile(
    join(host.directory, "larder.yaml"),
    (await readFile(join(host.directory, "larder.yaml"), "utf8")).replace(world.url, "http://127.0.0.1:9"),
  );

  const offline = await host.run(["install", "--offline", "--json"]);
  const added = await host.run(["add", "themes", "--json"]);
  await using empty = await world.newHost();
  await writeFile(join(empty.directory, "larder.lock"), await readFile(join(host.directory, "larder.lock")));
  await writeFile(join(empty.directory, "larder.yaml"), await readFile(join(host.directory, "larder.yaml")));
  const cold = await empty.run(["install", "--offline", "--json"]);

  expect(offline.document()).toMatchObject({ ok: true, data: { unchanged: true } });
  expect(added.exitCode).toBe(5);
  expect(cold.exitCode).toBe(5);
  expect(cold.document()).toMatchObject({
    error: { code: "ENETWORK", summary: expect.stringMatching(/`(?:lamp|tools)@1\.0\.0` is not in the package store/) },
  });
});

test("what is only locked is not installed yet", async () => {
  await using host = await world.newHost();

  const added = await host.run(["add", "lamp", "--lock-only", "--json"]);
  const listed = await host.run(["list", "--json"]);

  expect(added.document()).toMatchObject({ data: { wants: { lamp: "^1.0.0" }, installed: null } });
  expect(listed.document()).toMatchObject({ data: { generation: null, packages: [] } });
});
