import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { newWorkplace, type Staying, type Workplace } from "./testing/larder-process.ts";

/* What an operator does with a host that runs, by the commands. Packages come from folders. */

let shop: Workplace;
let registry: Staying;

beforeAll(async () => {
  shop = await newWorkplace();
  registry = await shop.start(["serve", "--listen", "127.0.0.1:0", "--data", "data", "--uplink", "none"]);
});

afterAll(() => shop[Symbol.asyncDispose]());

const plugin = (answer: string) => `import { definePlugin } from "@larder/sdk";
export default definePlugin({ actions: { say: () => ${JSON.stringify(answer)} } });
`;

async function writePackage(place: Workplace, name: string, answer: string, requires: readonly string[] = []) {
  const manifest = {
    name,
    version: "1.0.0",
    type: "module",
    larder: { requires: Object.fromEntries(requires.map((required) => [required, "^1.0.0"])) },
    peerDependencies: { "@larder/sdk": "^1.0.0" },
  };
  const files = { "package.json": JSON.stringify(manifest), [`plugins/${name}/index.js`]: plugin(answer) };
  for (const [path, text] of Object.entries(files)) {
    const file = join(place.directory, name, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
}

/** A host with the packages `lamp` and `oil` from folders. */
async function newHost(): Promise<Workplace> {
  const place = await newWorkplace();
  await place.run(["host", "init", ".", "--registry", registry.url]);
  await writePackage(place, "lamp", "light");
  await writePackage(place, "oil", "smooth");
  const added = await place.run(["add", "./lamp", "./oil", "--json"]);
  if (added.exitCode !== 0) throw new Error(added.stdout + added.stderr);
  return place;
}

type Packages = readonly { readonly name: string; readonly actual: string; readonly incarnation?: number }[];

function incarnationOf(packages: Packages, name: string): number | undefined {
  return packages.find((pkg) => pkg.name === name)?.incarnation;
}

async function packagesOf(place: Workplace): Promise<Packages> {
  const { document } = await place.run(["status", "--json"]);
  return (document() as { data: { packages: Packages } }).data.packages;
}

test(
  "[X13] [L20] what is installed while a host runs is taken up, and what did not change goes on as it was",
  { tags: ["slow"] },
  async () => {
    await using place = await newHost();
    const running = await place.start(["start", ".", "--listen", "127.0.0.1:0"]);
    const before = await packagesOf(place);

    await writePackage(place, "lamp", "darkness");
    const updated = await place.run(["update", "lamp", "--json"]);

    const after = await packagesOf(place);
    expect(updated.document()).toMatchObject({
      data: { running: { reloaded: ["lamp"], added: [], removed: [], kept: [], stopped: [] } },
    });
    expect((await place.run(["call", "lamp.say", "--json"])).document()).toMatchObject({
      data: { result: "darkness" },
    });
    expect(incarnationOf(after, "oil")).toBe(incarnationOf(before, "oil"));
    expect(incarnationOf(after, "lamp")).not.toBe(incarnationOf(before, "lamp"));
    await running.stop("SIGTERM");
  },
);

test(
  "[T7] a package that is stopped or disabled stays so when the host is started again",
  { tags: ["slow"] },
  async () => {
    await using place = await newHost();
    const first = await place.start(["start", ".", "--listen", "127.0.0.1:0"]);

    const stopped = await place.run(["stop", "lamp", "--json"]);
    const disabled = await place.run(["disable", "oil", "--json"]);
    const refused = await place.run(["start", "--package", "oil", "--json"]);
    const ended = await place.run(["stop", "--json"]);
    const { exitCode } = await first.stop("SIGTERM");
    const second = await place.start(["start", ".", "--listen", "127.0.0.1:0"]);
    const restarted = await packagesOf(place);
    const enabled = await place.run(["enable", "oil", "--json"]);
    const started = await place.run(["start", "--package", "lamp", "--json"]);

    expect(stopped.document()).toMatchObject({ data: { name: "lamp", actual: "stopped", desired: "installed" } });
    expect(disabled.document()).toMatchObject({ data: { name: "oil", desired: "disabled" } });
    expect(refused.document()).toMatchObject({
      ok: false,
      error: { summary: "`oil` is disabled, so it cannot be started" },
    });
    expect(ended.document()).toMatchObject({ data: { stopped: "host", pid: first.pid } });
    expect(exitCode).toBe(0);
    expect(restarted).toMatchObject([
      { name: "lamp", actual: "installed", desired: "installed" },
      { name: "oil", actual: "installed", desired: "disabled" },
    ]);
    expect(enabled.document()).toMatchObject({ data: { name: "oil", actual: "started" } });
    expect(started.document()).toMatchObject({ data: { name: "lamp", actual: "started" } });
    await second.stop("SIGTERM");
  },
);

test(
  "[X13] a watched folder is taken up when it changes, and a version that does not load leaves the one before",
  { tags: ["slow"] },
  async () => {
    await using place = await newHost();
    const running = await place.start(["start", ".", "--watch", "--listen", "127.0.0.1:0"]);
    const say = async () => {
      const { document } = await place.run(["call", "lamp.say", "--json"]);
      return (document() as { data: { result: unknown } }).data.result;
    };

    await writePackage(place, "lamp", "darkness");
    await expect.poll(say, { timeout: 20_000, interval: 200 }).toBe("darkness");
    await writeFile(join(place.directory, "lamp/plugins/lamp/index.js"), "export default {");
    await expect
      .poll(async () => (await place.run(["status"])).stdout, { timeout: 20_000, interval: 200 })
      .toContain("failed in import");

    expect(await say()).toBe("darkness");
    await running.stop("SIGTERM");
  },
);

test(
  "[T9] [L28] an administrator adds a folder to a running host, and deletes it, by the installer of the commands",
  { tags: ["slow"] },
  async () => {
    await using place = await newHost();
    await writePackage(place, "wick", "burning");
    const running = await place.start(["start", ".", "--listen", "127.0.0.1:0"]);
    const manage = async (method: string, input: object) => {
      const action = `host/system/actors/package_manager/${method}`;
      return (await place.run(["call", action, JSON.stringify(input), "--json"])).document();
    };

    const added = await manage("package_add", { path: "./wick" });
    const said = await place.run(["call", "wick.say", "--json"]);
    const listed = await place.run(["list", "--json"]);
    const deleted = await manage("package_delete", { name: "wick" });

    expect(added).toMatchObject({ data: { result: [{ name: "wick", actual: "started", mode: "trusted" }] } });
    expect(said.document()).toMatchObject({ data: { result: "burning" } });
    expect(listed.stdout).toContain("wick");
    expect(deleted).toMatchObject({ ok: true });
    expect((await packagesOf(place)).map(({ name }) => name)).toEqual(["lamp", "oil"]);
    await running.stop("SIGTERM");
  },
);

test("a host that does not run is said not to, with the command that starts it", async () => {
  await using place = await newWorkplace();
  await place.run(["host", "init", ".", "--registry", registry.url]);

  const { exitCode, document } = await place.run(["status", "--json"]);

  expect(exitCode).toBe(5);
  expect(document()).toMatchObject({
    error: { code: "EUNAVAILABLE", hint: expect.stringContaining("larder start") },
  });
});

test("what is no host, or has a `larder.yaml` that cannot be read, is told as everywhere; what runs is stopped all the same", async () => {
  await using nothing = await newWorkplace();
  await using place = await newHost();
  await place.start(["start", ".", "--listen", "127.0.0.1:0"]);
  await writeFile(join(place.directory, "larder.yaml"), "wants: [\n");

  const status = await place.run(["status", "--json"]);
  const stopped = await place.run(["stop"]);
  const broken = await Promise.all(["status", "stop", "reload"].map((verb) => place.run([verb, "--json"])));
  const none = await nothing.run(["status"]);

  expect([status.exitCode, stopped.exitCode]).toEqual([0, 0]);
  expect(broken.map(({ document }) => document())).toEqual(
    broken.map(() => expect.objectContaining({ error: expect.objectContaining({ code: "EHOST" }) })),
  );
  expect(none.stderr).toContain("is not a host: it has no `larder.yaml`");
});
