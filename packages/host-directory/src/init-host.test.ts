import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, test } from "vitest";

import { addWants, removeWants, setPackageMode } from "./edit-host-manifest.ts";
import { initHost } from "./init-host.ts";
import { readHostManifest } from "./read-host.ts";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "larder-host-"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const registryUrl = "http://127.0.0.1:5273";

test("a new host wants nothing, and says what was written", async () => {
  const host = join(directory, "a", "b");

  expect(await initHost(host, { registryUrl })).toEqual(["larder.yaml", ".gitignore"]);
  expect(await readHostManifest(host)).toMatchObject({ registries: { home: registryUrl }, wants: [] });
  expect(await readFile(join(host, ".gitignore"), "utf8")).toBe(".larder/\n");
});

test("a directory that is a host already stays as it is", async () => {
  await initHost(directory, { registryUrl });
  const before = await readFile(join(directory, "larder.yaml"), "utf8");

  await expect(initHost(directory, { registryUrl: "http://other.example" })).rejects.toThrow("is a host already");
  expect(await readFile(join(directory, "larder.yaml"), "utf8")).toBe(before);
});

test("what was in the .gitignore stays, and nothing is said twice", async () => {
  await writeFile(join(directory, ".gitignore"), "node_modules");

  await initHost(directory, { registryUrl });
  expect(await readFile(join(directory, ".gitignore"), "utf8")).toBe("node_modules\n.larder/\n");

  await rm(join(directory, "larder.yaml"));
  expect(await initHost(directory, { registryUrl })).toEqual(["larder.yaml"]);
});

test("a registry that is no URL is refused before anything is written", async () => {
  await expect(initHost(directory, { registryUrl: "not a url" })).rejects.toThrow("must be an http or https URL");
  expect(await readdir(directory)).toEqual([]);
});

test("wants and modes are edited on disk, and nothing else is left there", async () => {
  await initHost(directory, { registryUrl });

  await addWants(directory, { "@acme/chat": "^1.0.0", zebra: "*" });
  await removeWants(directory, ["zebra"]);
  await setPackageMode(directory, "@acme/chat", "trusted");

  expect(await readHostManifest(directory)).toMatchObject({
    wants: [{ alias: "@acme/chat", wanted: "^1.0.0" }],
    packages: { "@acme/chat": { mode: "trusted" } },
  });
  expect((await readdir(directory)).toSorted()).toEqual([".gitignore", "larder.yaml"]);
});

test("a directory without a larder.yaml is no host", async () => {
  await expect(readHostManifest(directory)).rejects.toMatchObject({
    code: "EHOST",
    hint: `Make it one with \`larder host init ${directory}\``,
  });
});
