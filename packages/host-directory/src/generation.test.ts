import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { createLockfile, parseLockfile } from "@larder/lockfile";
import { parsePackageName, parseVersion } from "@larder/package-spec";
import { afterEach, beforeEach, expect, test } from "vitest";

import { findCurrentGeneration, type Generation, readGeneration } from "./generation.ts";
import { listGenerations } from "./generation-numbers.ts";
import { readInstallRecords, recordInstall } from "./install-records.ts";
import { readLock, readLockText, writeLock } from "./lock-on-disk.ts";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "larder-generation-"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const generation: Generation = {
  version: 1,
  number: 10,
  lockDigest: "00ff",
  coreVersion: parseVersion("1.0.0"),
  packages: [
    {
      name: parsePackageName("@acme/chat"),
      version: parseVersion("1.0.0"),
      node: "@acme/chat@1.0.0",
      kind: "singleton",
      path: "/store/instances/ab/node_modules/@acme/chat",
      wantedAs: ["@acme/chat"],
      requires: [{ name: "@larder/sdk", wanted: "^1.0.0", to: "provided" }],
    },
  ],
  capabilities: [{ name: "capability:mail", by: "@acme/chat@1.0.0" }],
  instanceCount: 1,
};

test("a host that was never installed has no generation", async () => {
  expect(await findCurrentGeneration(directory)).toBeUndefined();
  expect(await listGenerations(directory)).toEqual([]);
  expect(await readInstallRecords(directory)).toEqual([]);
  expect(await readLock(directory)).toBeUndefined();
});

test("the generation that `current` points at is read whole", async () => {
  await place(10, JSON.stringify(generation));
  await place(9, "{}");
  await mkdir(join(directory, ".larder/generations/.draft-00"));
  await symlink("generations/10", join(directory, ".larder/current"));

  expect(await findCurrentGeneration(directory)).toEqual(generation);
  expect(await listGenerations(directory)).toEqual([9, 10]);
});

test("a copy of a host whose links were followed is told, and how it is mended", async () => {
  await mkdir(join(directory, ".larder/current"), { recursive: true });

  await expect(findCurrentGeneration(directory)).rejects.toMatchObject({
    code: "EHOST",
    message: `\`${join(directory, ".larder/current")}\` is no link to a generation`,
    hint: expect.stringContaining("Remove it, and run `larder install`"),
  });
});

test.each([
  ["that is no JSON", "{"],
  ["of another version", JSON.stringify({ ...generation, version: 2 })],
  ["that lacks its packages", JSON.stringify({ ...generation, packages: undefined })],
])("a document %s is damaged, and so it is said", async (_what, text) => {
  await place(10, text);

  await expect(readGeneration(directory, 10)).rejects.toMatchObject({
    code: "EHOST",
    message: `\`${join(directory, ".larder/generations/10/packages.json")}\` is damaged`,
  });
});

test("the history of a host is kept in order, and a damaged one is refused", async () => {
  await mkdir(join(directory, ".larder"));
  const record = { lockDigest: "00ff", switchedAt: "2026-01-01T00:00:00.000Z", reason: "install" };
  await recordInstall(directory, { generation: 1, ...record });
  await recordInstall(directory, { generation: 2, ...record });
  expect((await readInstallRecords(directory)).map((entry) => entry.generation)).toEqual([1, 2]);

  await writeFile(join(directory, ".larder/installs.json"), "[{}]");
  await expect(readInstallRecords(directory)).rejects.toMatchObject({ code: "EHOST" });
});

test("a lock is written and read again", async () => {
  const lock = createLockfile({
    coreVersion: parseVersion("1.0.0"),
    wants: [],
    nodes: [],
    capabilities: [],
    overrides: {},
    shared: [],
  });

  await writeLock(directory, lock);

  expect(await readLock(directory)).toEqual(lock);
  expect(parseLockfile((await readLockText(directory)) ?? "")).toEqual(lock);
});

async function place(number: number, text: string): Promise<void> {
  const path = join(directory, ".larder/generations", String(number));
  await mkdir(path, { recursive: true });
  await writeFile(join(path, "packages.json"), text);
}
