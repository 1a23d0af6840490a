import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { holdHost } from "./hold-host.ts";
import { initHost } from "./init-host.ts";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "larder-hold-"));
  await initHost(directory, { registryUrl: "http://127.0.0.1:5273" });
});
afterEach(() => rm(directory, { recursive: true, force: true }));

test("changes of one host happen one after the other", async () => {
  let running = 0;
  let together = 0;
  const change = async (): Promise<void> => {
    running += 1;
    together = Math.max(together, running);
    await sleep(20);
    running -= 1;
  };

  await Promise.all([1, 2, 3, 4].map(() => holdHost(directory, { command: "larder install" }, change)));

  expect(together).toBe(1);
});

test("who waits is told once by whom the host is held, and a failed change lets go of it", async () => {
  const reasons: string[] = [];
  const waiter = { command: "larder install", onWait: (why: string) => void reasons.push(why) };
  let waiting: Promise<string> | undefined;
  const failing = holdHost(directory, { command: "larder add left-pad" }, async () => {
    waiting = holdHost(directory, waiter, async () => "done");
    await vi.waitUntil(() => reasons.length > 0, { timeout: 10_000 });
    throw new Error("no");
  });

  await expect(failing).rejects.toThrow("no");
  expect(await waiting).toBe("done");
  expect(reasons).toEqual([expect.stringContaining("`larder add left-pad`")]);
});

test("whoever waits too long gets the error that names the holder", async () => {
  await holdHost(directory, { command: "larder add left-pad" }, async () => {
    const tooLong = holdHost(directory, { command: "larder install", timeoutMs: 60 }, async () => "done");
    await expect(tooLong).rejects.toMatchObject({ code: "EHELD", holder: { command: "larder add left-pad" } });
  });
});

test("a directory that is no host is not held, and nothing is left in it", async () => {
  await rm(join(directory, "larder.yaml"));

  await expect(holdHost(directory, { command: "larder install" }, async () => "done")).rejects.toMatchObject({
    code: "EHOST",
  });
  expect(await readdir(directory)).toEqual([".gitignore"]);
});
