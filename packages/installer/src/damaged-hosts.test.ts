import { mkdir, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { findCurrentGeneration, findCurrentNumber, hostPaths } from "@larder/host-directory";
import { createRegistryClient } from "@larder/registry-client";
import { openStore } from "@larder/store";
import { expect, test } from "vitest";

import { addToHost } from "./add-to-host.ts";
import { installHost, type InstallOptions } from "./install-host.ts";
import { lockHost } from "./lock-host.ts";
import { rollbackHost } from "./rollback-host.ts";
import { type HostWorld, hostWorld } from "./testing/host-world.ts";

// What somebody, or a broken disk, did to a host. Each failure names the thing, the reason and what to do.

test.each<[string, (text: string) => string, RegExp]>([
  ["cut off", (text) => text.slice(0, -20), /line \d+/],
  [
    "cut off at a line",
    (text) => text.slice(0, text.lastIndexOf("package")),
    /is not whole: `themes` leads to `themes@1\.0\.0`, which it lacks$/,
  ],
  ["empty", () => "", /^`larder\.lock` cannot be read/],
  ["binary", () => "\0\u0001\u0002", /line 1/],
  ["of a later version", (text) => text.replace("larder-lock 1.", "larder-lock 2."), /version 2/],
  ["in the middle of a merge", (text) => text.replace("want", "<<<<<<< ours\nwant"), /conflict marker/],
  ["edited by hand", (text) => text.replace('"kind":"singleton"', '"kind": "singleton"'), /edited by hand/],
  [
    "given twice",
    (text) => `${text}${text.split("\n").findLast((line) => line.startsWith("package"))}\n`,
    /second time/,
  ],
  ["with CRLF", (text) => text.replaceAll("\n", "\r\n"), /CRLF/],
])("a lock that is %s is refused with its line, and what is installed goes on", async (_what, damage, message) => {
  await using world = await installedWorld();
  const path = join(world.host, "larder.lock");
  const damaged = damage(await readFile(path, "utf8"));
  await writeFile(path, damaged);

  for (const change of [installHost, lockHost]) {
    await expect(change({ ...means(world), frozen: true })).rejects.toMatchObject({
      code: expect.stringMatching(/^ELOCK/),
      message: expect.stringMatching(message),
      hint: expect.any(String),
    });
  }
  expect(await readFile(path, "utf8")).toBe(damaged);
  expect(await findCurrentNumber(world.host)).toBe(1);
});

test("a lock with another integrity than the archive has is refused by the name of the package", async () => {
  await using world = await installedWorld();
  const path = join(world.host, "larder.lock");
  const text = await readFile(path, "utf8");
  await writeFile(path, text.replace(/sha512-[^"]{8}/, "sha512-AAAAAAAA"));

  await expect(installHost({ ...means(world), frozen: true })).rejects.toMatchObject({
    code: "EINTEGRITY",
    message: expect.stringMatching(/^`\S+@\S+` from registry `home` is not what was locked/),
  });
  expect(await findCurrentNumber(world.host)).toBe(1);
});

test.each([".larder", ".larder/generations", ".larder/hold"])(
  "a link planted as %s is refused, and nothing is written to where it leads",
  async (name) => {
    await using world = await hostWorld();
    const outside = join(world.directory, "outside");
    await mkdir(outside);
    await mkdir(join(world.host, ".larder"), { recursive: true });
    await rm(join(world.host, name), { recursive: true, force: true });
    await symlink(outside, join(world.host, name));

    await expect(addToHost({ ...means(world), specs: ["themes"] })).rejects.toMatchObject({
      code: "EHOST",
      message: `\`${join(world.host, name)}\` is no folder of the host, but a link or a file`,
      hint: "Remove it, and install again",
    });
    expect(await readdir(outside)).toEqual([]);
  },
);

test("a link planted as a generation is no generation, is not followed and not overwritten", async () => {
  await using world = await installedWorld();
  const outside = join(world.directory, "outside");
  await mkdir(outside);
  const planted = join(hostPaths(world.host).generations, "2");
  await symlink(outside, planted);

  await expect(rollbackHost({ directory: world.host, store: world.store, to: 2 })).rejects.toMatchObject({
    message: "There is no generation 2",
  });
  await addToHost({ ...means(world), specs: ["library"] });

  expect(await findCurrentNumber(world.host)).toBe(3);
  expect(await readdir(outside)).toEqual([]);
});

test("a link planted as larder.lock leads nowhere, or to a lock", async () => {
  await using world = await installedWorld();
  const lock = join(world.host, "larder.lock");
  const text = await readFile(lock, "utf8");
  const victim = join(world.directory, "victim");
  await writeFile(victim, "precious\n");
  await rm(lock);
  await symlink(victim, lock);

  await expect(installHost(means(world))).rejects.toMatchObject({ code: "ELOCKFILE" });
  await expect(addToHost({ ...means(world), specs: ["library"] })).rejects.toMatchObject({ code: "ELOCKFILE" });

  expect(await readFile(victim, "utf8")).toBe("precious\n");
  await writeFile(victim, text);
  await expect(installHost(means(world))).resolves.toMatchObject({ generation: 1 });
});

test("a running generation that is damaged is made anew, and one that is older is in nobody's way", async () => {
  await using world = await installedWorld();
  const { generations } = hostPaths(world.host);
  await writeFile(join(generations, "1", "packages.json"), "{");
  expect(await installHost(means(world))).toMatchObject({ generation: 2, unchanged: false });

  await rm(join(generations, "2", "node_modules", "themes"));
  expect(await installHost(means(world))).toMatchObject({ generation: 3 });
  expect(await readdir(join(generations, "3", "node_modules"))).toContain("themes");
});

test("a damaged package of the store is found, and made again by the next install", async () => {
  await using world = await installedWorld();
  const [themes] = (await findCurrentGeneration(world.host))?.packages ?? [];
  const file = join(themes?.path ?? "", "themes/dark.toml");
  const text = await readFile(file, "utf8");
  await rm(file);

  expect(await world.store.verify({ repair: true })).toMatchObject({ damaged: [{ package: "themes@1.0.0" }] });
  await installHost({ ...means(world), frozen: true });

  expect(await readFile(file, "utf8")).toBe(text);
});

test("without a network, a host that has everything installs, and another one is told which registry is not there", async () => {
  await using world = await installedWorld();
  const client = createRegistryClient({ url: "http://127.0.0.1:9", sleep: async () => undefined });
  await rm(join(world.host, ".larder"), { recursive: true });

  await expect(installHost({ ...means(world), client })).resolves.toMatchObject({ generation: 1 });
  const elsewhere = { ...means(world), client, store: openStore(join(world.directory, "elsewhere")) };
  await expect(installHost(elsewhere)).rejects.toMatchObject({
    code: "ENETWORK",
    message: expect.stringContaining("http://127.0.0.1:9"),
  });
  await expect(installHost({ ...elsewhere, offline: true })).rejects.toMatchObject({
    code: "ENETWORK",
    message: "`themes@1.0.0` is not in the package store, and nothing may be fetched",
    hint: "Run `larder install` once without `--offline`",
  });
  expect(await findCurrentNumber(world.host)).toBe(1);
});

async function installedWorld(): Promise<HostWorld> {
  const world = await hostWorld();
  await addToHost({ ...means(world), specs: ["themes"] });
  return world;
}

function means({ host, store, client }: HostWorld): InstallOptions {
  return { directory: host, store, client };
}
