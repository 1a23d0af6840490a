import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { addWants, readLock } from "@larder/host-directory";
import { expect, test } from "vitest";

import { installHost, type InstallOptions } from "./install-host.ts";
import { lockHost } from "./lock-host.ts";
import { type HostWorld, hostWorld } from "./testing/host-world.ts";

// Every version of the registry in memory was published at the beginning of 2026.
const tooYoung = "2026-01-02T00:00:00.000Z";
const oldEnough = "2026-01-10T11:12:13.456Z";

test("a version that is too young is refused with the time from which it may be had, and nothing is locked", async () => {
  await using world = await agingWorld();

  await expect(lockHost(at(world, tooYoung))).rejects.toMatchObject({
    code: "ERESOLVE",
    message: expect.stringContaining("2026-01-04"),
  });
  expect(await readLock(world.host)).toBeUndefined();
});

test("the lock says for which minute it holds, and does not change by growing older", async () => {
  await using world = await agingWorld();

  await lockHost(at(world, oldEnough));
  const later = await lockHost(at(world, "2026-06-01T00:00:00.000Z"));

  expect(later).toMatchObject({ changed: false, lock: { resolution: { asOf: "2026-01-10T11:12:00.000Z" } } });
});

test("a clock in the past neither breaks a lock that stands nor lets in more than the time of the lock", async () => {
  await using world = await agingWorld();
  await lockHost(at(world, oldEnough));
  await addWants(world.host, { library: "^1.0.0" });

  const { resolution } = await settled(at(world, "1970-01-01T00:00:00.000Z"));

  expect(resolution.asOf).toBe("2026-01-10T11:12:00.000Z");
  expect(resolution.nodes.map((node) => node.id)).toEqual(["library@1.1.0", "themes@1.0.0"]);
  await installHost({ ...at(world, "1970-01-01T00:00:00.000Z"), frozen: true });
});

test("a policy that changed makes the lock stale, and says what", async () => {
  await using world = await agingWorld();
  await lockHost(at(world, oldEnough));
  const path = join(world.host, "larder.yaml");
  await writeFile(path, (await readFile(path, "utf8")).replace("3d", "4d"));

  await expect(installHost({ ...at(world, oldEnough), frozen: true })).rejects.toMatchObject({
    code: "ELOCKSTALE",
    message: expect.stringMatching(/the policy `minimumAgeMs` is wanted as `345600000` and locked as `259200000`/),
  });
  expect((await settled(at(world, oldEnough))).resolution.policy).toMatchObject({ minimumAgeMs: 4 * 86_400_000 });
});

async function settled(options: InstallOptions): Promise<Awaited<ReturnType<typeof lockHost>>["lock"]> {
  await installHost(options);
  const lock = await readLock(options.directory);
  if (lock === undefined) throw new Error("Nothing was locked");
  return lock;
}

async function agingWorld(): Promise<HostWorld> {
  const world = await hostWorld();
  const path = join(world.host, "larder.yaml");
  await writeFile(path, `${await readFile(path, "utf8")}policy: { minimumAge: 3d }\n`);
  await addWants(world.host, { themes: "^1.0.0" });
  return world;
}

function at({ host, store, client }: HostWorld, time: string): InstallOptions {
  return { directory: host, store, client, clock: () => new Date(time) };
}
