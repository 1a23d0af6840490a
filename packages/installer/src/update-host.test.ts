import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { findCurrentGeneration } from "@larder/host-directory";
import { printLockfile } from "@larder/lockfile";
import { expect, test } from "vitest";

import { addToHost } from "./add-to-host.ts";
import { installHost, type InstallOptions } from "./install-host.ts";
import { lockHost } from "./lock-host.ts";
import { type HostWorld, hostWorld, packPackage } from "./testing/host-world.ts";
import { updateHost } from "./update-host.ts";

test("an update moves what its names say within their ranges, and nothing else", async () => {
  await using world = await hostWorld();
  await addToHost({ ...means(world), specs: ["@examples/analytics@1.0.0", "library@1.0.0"] });
  await addToHost({ ...means(world), specs: ["@examples/analytics@^1.0.0", "library@^1.0.0"] });
  expect(await versions(world)).toEqual({ "@examples/analytics": "1.0.0", library: "1.0.0" });

  const { changed, install, wants } = await updateHost({ ...means(world), names: ["library"] });

  expect({ changed, wants }).toEqual({ changed: true, wants: {} });
  expect(install?.changed).toEqual([{ name: "library", from: "1.0.0", to: "1.1.0" }]);
  await updateHost(means(world));
  expect(await versions(world)).toEqual({ "@examples/analytics": "1.1.0", library: "1.1.0" });
});

test("an alias moves what it leads to, and a name that the host neither wants nor has is refused", async () => {
  await using world = await hostWorld();
  await addToHost({ ...means(world), specs: ["@examples/analytics", "lib@npm:library@1.0.0"] });
  await addToHost({ ...means(world), specs: ["lib@npm:library@^1.0.0"] });

  const { lock } = await updateHost({ ...means(world), names: ["lib"], lockOnly: true });

  expect(lock.resolution.nodes.map((node) => node.id)).toEqual(["@examples/analytics@2.0.0", "library@1.1.0"]);
  await expect(updateHost({ ...means(world), names: ["absent"] })).rejects.toMatchObject({
    message: "`larder.yaml` does not want `absent`",
  });
});

test("beyond their ranges wants are raised to the newest versions that go together, in their own kind of range", async () => {
  await using world = await hostWorld();
  await addToHost({
    ...means(world),
    specs: ["@examples/analytics@~1.0.0", "lib@npm:library@1.0.0", "themes@^1.0.0"],
  });

  const { wants, install } = await updateHost({ ...means(world), latest: true });

  expect(wants).toEqual({ "@examples/analytics": "~2.0.0", lib: "npm:library@1.1.0" });
  expect(install?.changed.map(({ name, to }) => `${name}@${to}`)).toEqual([
    "@examples/analytics@2.0.0",
    "library@1.1.0",
  ]);
  expect(await readFile(join(world.host, "larder.yaml"), "utf8")).toContain('"@examples/analytics": ~2.0.0');
  expect(await installHost({ ...means(world), frozen: true })).toMatchObject({ unchanged: true });
});

test("the lowest versions that go together come in place of what is locked, and the newest again", async () => {
  await using world = await hostWorld();
  await addToHost({ ...means(world), specs: ["@examples/analytics@^1.0.0", "@examples/notes", "library@^1.0.0"] });
  const newest = await versions(world);

  const { lock, changed } = await lockHost({ ...means(world), prefer: "lowest" });
  const again = await updateHost({ ...means(world), prefer: "lowest" });

  expect({ changed, same: printLockfile(again.lock) === printLockfile(lock) }).toEqual({ changed: true, same: true });
  expect(await versions(world)).toEqual({ ...newest, "@examples/analytics": "1.0.0", library: "1.0.0" });
  await updateHost({ ...means(world), names: ["library"] });
  await updateHost(means(world));
  expect(await versions(world)).toEqual(newest);
  await updateHost({ ...means(world), names: ["library"], prefer: "lowest" });
  expect(await versions(world)).toEqual({ ...newest, library: "1.0.0" });
});

test("a want that others hold back is not raised", async () => {
  await using world = await hostWorld();
  await addToHost({ ...means(world), specs: ["@examples/analytics@1.0.0", "@examples/notes"] });

  const { wants } = await updateHost({ ...means(world), latest: true });

  expect(wants).toEqual({ "@examples/analytics": "1.1.0" });
});

test("packages with install scripts are named with the line that would allow them", async () => {
  await using world = await hostWorld();
  const packageJson = { name: "native", version: "1.0.0", scripts: { postinstall: "node-gyp rebuild" }, larder: {} };
  world.registry.add(packageJson, await packPackage(packageJson));

  const { install } = await addToHost({ ...means(world), specs: ["native", "themes"] });

  expect(install?.skippedScripts).toEqual({
    packages: [{ name: "native", version: "1.0.0" }],
    allowLine: 'policy: { allowScripts: ["native"] }',
  });
});

async function versions({ host }: HostWorld): Promise<{ readonly [name: string]: string }> {
  const generation = await findCurrentGeneration(host);
  return Object.fromEntries((generation?.packages ?? []).map(({ name, version }) => [name, version]));
}

function means({ host, store, client }: HostWorld): InstallOptions {
  return { directory: host, store, client };
}
