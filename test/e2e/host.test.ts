import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { afterAll, beforeAll, expect, test } from "vitest";

import { larderData, runLarder, type Serving, serveLarder } from "../support/larder-process.ts";
import { type ServedRegistry, serveRegistry } from "../support/served-registry.ts";

const examples = fileURLToPath(new URL("../../examples/", import.meta.url));
let registry: ServedRegistry;
let host: string;

beforeAll(async () => {
  // With the uplink of this machine, since an example depends on a library of npm.
  registry = await serveRegistry("PGlite", []);
  host = join(registry.directory, "host");
  const environment = { npm_config_userconfig: join(registry.directory, "npmrc") };
  await larderData(["login", "--registry", registry.url, "--token", registry.token], { environment });
  const to = ["--registry", registry.url];
  await larderData(["publish", join(examples, "analytics"), ...to], { environment });
  await larderData(["publish", join(examples, "notes"), ...to], { environment });
  const identity = ["--name", "prompt-themes", "--version", "1.0.0"];
  await larderData(["publish", join(examples, "prompt-themes"), ...identity, ...to], { environment });
  await larderData(["host", "init", host, ...to]);
});

afterAll(() => registry[Symbol.asyncDispose]());

test("an operator's day: what asks for more than was agreed to waits, what is trusted answers at every door, and what it keeps outlives the process", async () => {
  const here = { cwd: host };
  const added = await larderData(["add", "@examples/notes"], here);
  const waiting = await startHost();
  const refused = await runLarder(["call", "notes.list"], here);
  await waiting.stop();

  const trusted = await runLarder(["add", "--trust", "@examples/notes", "@examples/analytics"], here);
  await larderData(["add", "prompt-themes"], here);
  const listed = await runLarder(["list"], here);
  const first = await startHost();
  const note = await larderData(["call", "notes.add", '{"text":"milk"}'], here);
  const summary = await larderData(["call", "metrics.summarise", '{"values":[1,2,3]}'], here);
  const doors = await Promise.all(
    [
      "/plugins/notes/",
      "/@examples/analytics/actors/reader/snapshot",
      "/@examples/analytics/actors/reader/nothing",
    ].map(async (path) => {
      const response = await fetch(first.url + path);
      return { path, status: response.status, body: await response.text() };
    }),
  );
  const firstEnd = await first.stop();
  const second = await startHost();
  const kept = await larderData(["call", "@examples/notes/notes.list"], here);
  const secondEnd = await second.stop("SIGINT");

  expect(added).toMatchObject({
    installed: { ungranted: [{ package: "@examples/analytics" }, { package: "@examples/notes" }] },
  });
  expect(waiting.data).toMatchObject({
    packages: [
      { name: "@examples/analytics", actual: "failed" },
      { actual: "failed", reason: expect.stringContaining("which you did not agree to") },
    ],
  });
  expect(refused.code).toBe(1);
  expect(trusted).toMatchObject({ code: 0 });
  expect(listed.stdout).toMatch(/prompt-themes 1\.0\.0 .*\n[^]*theme +calm\n[^]*completion +git\n/);
  expect(first.data).toMatchObject({
    packages: [
      { actual: "started" },
      { actual: "started" },
      { name: "prompt-themes", actual: "started", mode: "data" },
    ],
  });
  expect(note).toMatchObject({ result: { id: 1, text: "milk" } });
  expect(summary).toMatchObject({ result: { count: 3, mean: 2 } });
  expect(doors).toMatchObject([
    { status: 200, body: expect.stringContaining("milk") },
    { status: 200, body: expect.stringContaining("notes_added_total") },
    { status: 400, body: expect.stringContaining("`list`, `snapshot`") },
  ]);
  expect(kept).toMatchObject({ result: { notes: [{ id: 1, text: "milk" }] } });
  expect([firstEnd, secondEnd]).toEqual([0, 130]);
});

test("what cannot be solved is told in sentences, with a change that would work, and nothing of the host moves", async () => {
  const before = await contentOfHost();

  const { code, stdout, stderr } = await runLarder(["add", "@examples/analytics@^9"], { cwd: host });

  expect({ code, stdout }).toEqual({ code: 7, stdout: "" });
  expect(stderr).toMatch(/no version of `@examples\/analytics` satisfies \^9.* \(the newest is 1\.0\.0\)/);
  expect(stderr).toMatch(/next: .*`\^1\.0\.0`/);
  expect(await contentOfHost()).toEqual(before);
});

test("the data package is shown with its components to whoever asks the registry", async () => {
  const shown = await larderData(["info", "prompt-themes", "--registry", registry.url]);
  const found = await larderData(["search", "--kind", "theme", "--registry", registry.url]);

  expect(shown).toMatchObject({
    version: "1.0.0",
    components: expect.arrayContaining([
      expect.objectContaining({ kind: "theme", name: "calm" }),
      expect.objectContaining({ kind: "prompt-provider", name: "clock" }),
      expect.objectContaining({ kind: "completion", name: "make" }),
    ]),
  });
  expect(found).toMatchObject({ hits: [{ name: "prompt-themes" }] });
});

function startHost(): Promise<Serving> {
  return serveLarder(["start", "--listen", "127.0.0.1:0"], { cwd: host });
}

async function contentOfHost(): Promise<readonly string[]> {
  return Promise.all(["larder.yaml", "larder.lock"].map((name) => readFile(join(host, name), "utf8")));
}
