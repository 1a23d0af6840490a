import { appendFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { type HostWorld, newHostWorld } from "./testing/host-world.ts";
import type { Workplace } from "./testing/larder-process.ts";

/* What a policy in larder.yaml does to the commands, against a real registry. */

let world: HostWorld;

beforeAll(async () => {
  world = await newHostWorld();
  for (const version of ["1.0.0", "1.1.0", "2.0.0"]) await world.publish({ name: "lamp", version, larder: {} });
  await world.publish({ name: "bell", version: "1.0.0", larder: {} });
});

afterAll(() => world[Symbol.asyncDispose]());

async function write(host: Workplace, lines: string): Promise<void> {
  await appendFile(join(host.directory, "larder.yaml"), lines);
}

async function lockOf(host: Workplace): Promise<string> {
  return await readFile(join(host.directory, "larder.lock"), "utf8");
}

test("a version that is blocked is passed over, and what holds a want back is said", async () => {
  await using host = await world.newHost();
  await write(host, `policy: { block: { "lamp@>=1.1 <2": It was taken over } }\n`);

  await host.run(["add", "lamp@^1"]);
  const outdated = await host.run(["outdated", "--json"]);
  const verified = await host.run(["verify", "--json"]);

  expect(await lockOf(host)).toContain('policy {"block":{"lamp@>=1.1 <2":"It was taken over"}}');
  expect(outdated.document()).toMatchObject({
    data: { wants: [{ alias: "lamp", current: "1.0.0", wanted: "1.0.0", latest: "2.0.0", heldBackBy: "range" }] },
  });
  expect(verified.document()).toMatchObject({ data: { whole: true } });
});

test("a policy that changes makes the lock out of date, and what it rules out of the lock is told", async () => {
  await using host = await world.newHost();
  await host.run(["add", "lamp@^1"]);
  await write(host, `policy: { block: { "lamp@>=1.1 <2": It was taken over } }\n`);

  const checked = await host.run(["lock", "--check", "--json"]);
  const verified = await host.run(["verify", "--json"]);
  const locked = await host.run(["lock", "--json"]);

  expect(checked.exitCode).toBe(3);
  expect(checked.document()).toMatchObject({
    error: { code: "ELOCKSTALE", summary: expect.stringContaining("the policy `block` is wanted and not locked") },
  });
  expect(verified.exitCode).toBe(6);
  expect(verified.document()).toMatchObject({
    data: { damage: [{ part: "lock", about: "lamp@1.1.0", sentence: "`lamp@1.1.0` is blocked: It was taken over" }] },
  });
  expect(locked.document()).toMatchObject({ data: { changed: true, packages: [{ name: "lamp", version: "1.0.0" }] } });
});

test("what is too young is refused with the time from which it may be had, and the lock keeps the time it holds for", async () => {
  await using host = await world.newHost();
  await write(host, "policy: { minimumAge: 3d }\n");

  const young = await host.run(["add", "lamp", "--json"]);
  const path = join(host.directory, "larder.yaml");
  await writeFile(path, (await readFile(path, "utf8")).replace("3d }", "3d, minimumAgeExempt: [lamp, bell] }"));
  await host.run(["add", "lamp", "--lock-only"]);
  const before = await lockOf(host);
  const again = await host.run(["lock", "--json"]);

  expect(young.exitCode).toBe(7);
  expect(young.document()).toMatchObject({
    error: { code: "ERESOLVE", summary: expect.stringMatching(/lamp.*\d{4}-\d\d-\d\d/s) },
  });
  expect(before).toMatch(/^policy \{"asOf":"[^"]+","minimumAgeExempt":\["bell","lamp"\],"minimumAgeMs":259200000\}$/m);
  expect(again.document()).toMatchObject({ data: { changed: false } });
  expect(await lockOf(host)).toBe(before);
});
