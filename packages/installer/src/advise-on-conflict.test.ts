import { appendFile } from "node:fs/promises";
import { join } from "node:path";

import type { PackageJson } from "@larder/registry-client/testing";
import { expect, test } from "vitest";

import { addToHost } from "./add-to-host.ts";
import type { InstallOptions } from "./install-host.ts";
import { lockHost } from "./lock-host.ts";
import { type HostWorld, hostWorld, packPackage } from "./testing/host-world.ts";

// Conflicts that no change of one want or setting mends.

test.each([
  {
    title: "a library of a library that is nowhere",
    published: [
      { name: "broken", version: "1.0.0", dependencies: { nowhere: "^1.0.0" } },
      { name: "top", version: "1.0.0", dependencies: { broken: "^1.0.0" } },
    ],
    spec: "top",
    hint: 'Until `broken` is mended, `overrides: { "nowhere": … }` in `larder.yaml` puts another version or package in its place',
  },
  {
    title: "a plugin of a plugin that is nowhere",
    published: [{ name: "broken", version: "1.0.0", larder: { requires: { nowhere: "^1.0.0" } } }],
    spec: "broken",
    hint: "Publish a fitting `nowhere` to the registry, or want another version or package in place of `broken`",
  },
  {
    title: "a name that is nowhere",
    published: [],
    spec: "abset@^1",
    hint: "Check the name: `larder search abset` shows what is there",
  },
])("for $title there is a next step", async ({ published, spec, hint }) => {
  await using world = await hostWorld();
  for (const packageJson of published) await publish(world, packageJson);

  await expect(addToHost({ ...means(world), specs: [spec] })).rejects.toMatchObject({ code: "ERESOLVE", hint });
});

test("an override in place of a library that is nowhere works as it is advised", async () => {
  await using world = await hostWorld();
  await publish(world, { name: "broken", version: "1.0.0", dependencies: { nowhere: "^1.0.0" } });
  await appendFile(join(world.host, "larder.yaml"), 'overrides: { "nowhere": "npm:library@^1.0.0" }\n');

  const { lock } = await addToHost({ ...means(world), specs: ["broken"], lockOnly: true });

  expect(lock.resolution.nodes.map(({ id }) => id)).toEqual(["broken@1.0.0", "library@1.1.0"]);
});

test.each(["plugin", "library"])("for the only want, a %s that vanished, its line is named", async (kind) => {
  await using world = await hostWorld();
  await publish(world, { name: "lonely", version: "1.0.0", ...(kind === "plugin" && { larder: {} }) });
  await addToHost({ ...means(world), specs: ["lonely"] });
  world.registry.remove("lonely", "1.0.0");

  await expect(lockHost(means(world))).rejects.toMatchObject({
    code: "ERESOLVE",
    hint: "Was it unpublished? Take `lonely` out of larder.yaml:5, or want another package in its place",
  });
});

async function publish({ registry }: HostWorld, packageJson: PackageJson): Promise<void> {
  registry.add(packageJson, await packPackage(packageJson));
}

function means({ host, store, client }: HostWorld): InstallOptions {
  return { directory: host, store, client };
}
