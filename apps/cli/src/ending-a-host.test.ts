import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

import { afterAll, beforeAll, expect, test, vi } from "vitest";

import { type HostWorld, newHostWorld } from "./testing/host-world.ts";
import type { Workplace } from "./testing/larder-process.ts";

/* How a host ends, whenever it is asked to. Its packages come from folders, and leave files behind that say what ran. */

let world: HostWorld;
beforeAll(async () => {
  world = await newHostWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

type Written = { readonly name: string; readonly members: string; readonly requires?: readonly string[] };

async function hostOf(packages: readonly Written[]): Promise<Workplace> {
  const place = await world.newHost();
  for (const { name, members, requires = [] } of packages) {
    const larder = { requires: Object.fromEntries(requires.map((required) => [required, "^1.0.0"])) };
    const manifest = { name, version: "1.0.0", type: "module", larder, peerDependencies: { "@larder/sdk": "^1.0.0" } };
    const plugin = `import { writeFileSync } from "node:fs";
      import { definePlugin } from "@larder/sdk";
      const note = (name) => writeFileSync(name, "");
      export default definePlugin({ ${members} });`;
    const files = { "package.json": JSON.stringify(manifest), [`plugins/${name}/index.js`]: plugin };
    for (const [path, text] of Object.entries(files)) {
      const file = join(place.directory, name, path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, text);
    }
  }
  const added = await place.run(["add", ...packages.map(({ name }) => `./${name}`), "--json"]);
  if (added.exitCode !== 0) throw new Error(added.stdout + added.stderr);
  return place;
}

const isThere = (place: Workplace, name: string): boolean => existsSync(join(place.directory, name));

const steady: Written = { name: "steady", members: 'onUnload: () => note("left")' };
const waiting: Written = {
  name: "waiting",
  members: 'start: () => { note("begun"); return new Promise(() => {}); }',
  requires: ["steady"],
};

test("[L5] a host can be stopped while a package of it starts, and what had started is asked to leave", async () => {
  await using place = await hostOf([steady, waiting]);
  const host = place.launch(["start", ".", "--listen", "127.0.0.1:0"]);
  await vi.waitFor(() => expect(isThere(place, "begun")).toBe(true), { timeout: 20_000 });

  const stopped = await place.run(["stop", "--json"]);
  const { exitCode } = await host.stop("SIGTERM");

  expect([stopped.exitCode, exitCode, isThere(place, "left")]).toEqual([0, 130, true]);
});

test("[L5] Ctrl-C in the middle of a start asks what had started to leave", async () => {
  await using place = await hostOf([steady, waiting]);
  const host = place.launch(["start", ".", "--listen", "127.0.0.1:0"]);
  await vi.waitFor(() => expect(isThere(place, "begun")).toBe(true), { timeout: 20_000 });

  const { exitCode, stderr } = await host.stop("SIGINT");

  expect([exitCode, isThere(place, "left")]).toEqual([130, true]);
  expect(stderr).toContain("Stopped by SIGINT before it was done");
});

test("several who stop a host at once are all told that it has stopped", async () => {
  const members = "stop: () => new Promise((resolve) => setTimeout(resolve, 4000))";
  await using place = await hostOf([{ name: "lingering", members }]);
  const host = await place.start(["start", ".", "--listen", "127.0.0.1:0"]);

  const stops = await Promise.all([1, 2, 3].map(() => place.run(["stop", "--json"])));
  const { exitCode } = await host.stop("SIGTERM");

  expect([...stops.map((stop) => stop.exitCode), exitCode]).toEqual([0, 0, 0, 0]);
});

test("[L26] a host that was killed in the middle of a verb starts again with what was wanted of its packages", async () => {
  await using place = await hostOf([steady, { name: "slow", members: "stop: () => new Promise(() => {})" }]);
  const host = await place.start(["start", ".", "--listen", "127.0.0.1:0"]);
  await place.run(["disable", "steady"]);
  const stopping = place.run(["stop", "slow", "--json"]);
  await vi.waitFor(async () => {
    const { document } = await place.run(["status", "--json"]);
    expect(document()).toMatchObject({ data: { packages: [{ name: "slow", actual: "stopping" }, {}] } });
  }, 20_000);

  await host.stop("SIGKILL");
  const { exitCode } = await stopping;
  const again = await place.start(["start", ".", "--listen", "127.0.0.1:0"]);

  expect(exitCode).not.toBe(0);
  expect(again.data["packages"]).toMatchObject([
    { name: "slow", actual: "started" },
    { name: "steady", actual: "installed", desired: "disabled" },
  ]);
  await again.stop("SIGKILL");
});

test("what packages say of themselves does not control the terminal of who looks", async () => {
  const escape = "\\u001b]0;owned\\u0007\\u001b[2J";
  await using place = await hostOf([
    { name: "loud", members: `setup: async (context) => { await context.effect("${escape}", () => {}); }` },
    { name: "rude", members: `onLoad() { throw new Error("${escape}"); }` },
  ]);
  const host = await place.start(["start", ".", "--listen", "127.0.0.1:0"]);

  const { stdout } = await place.run(["status", "--effects"]);
  const started = await place.run(["start", "--package", "rude"]);

  expect(stdout).toContain("effect \\u{1b}]0;owned\\u{7}");
  // oxlint-disable-next-line no-control-regex -- It is what must not be there.
  expect(stdout + started.stdout + started.stderr).not.toMatch(/[\u001b\u0007]/);
  await host.stop("SIGTERM");
});
