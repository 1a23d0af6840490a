import { appendFile, chmod, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

import { findCurrentGeneration, readHostManifestText } from "@larder/host-directory";
import { expect, test } from "vitest";

import { addToHost } from "../add-to-host.ts";
import { type HostWorld, hostWorld, packPackage } from "../testing/host-world.ts";
import { verifyHost } from "../verify-host.ts";

test("what scripts made is what is verified, also when nobody has the package as it was published any longer", async () => {
  await using world = await builtWorld();
  await world.store.prune();

  expect(await verifyHost({ directory: world.host, store: world.store })).toMatchObject({ damage: [], instances: 2 });

  const built = await pathOf(world);
  await chmod(join(built, "package.json"), 0o644);
  await appendFile(join(built, "package.json"), " ");
  expect(await verifyHost({ directory: world.host, store: world.store })).toMatchObject({
    damage: [{ part: "store", about: "native@1.0.0" }],
  });

  await rm(dirname(dirname(built)), { recursive: true });
  expect(await verifyHost({ directory: world.host, store: world.store })).toMatchObject({
    damage: expect.arrayContaining([
      { part: "store", about: expect.any(String), sentence: expect.stringMatching(/is not in the store$/) },
    ]),
  });
});

/** A host that wants a package with a script, and one that links to it. */
async function builtWorld(): Promise<HostWorld> {
  const world = await hostWorld();
  const native = { name: "native", version: "1.0.0", scripts: { postinstall: "node -e 0" } };
  const user = { name: "user", version: "1.0.0", dependencies: { native: "^1.0.0" } };
  for (const manifest of [native, user])
    world.registry.add({ ...manifest, hasInstallScript: manifest === native }, await packPackage(manifest));
  const text = await readHostManifestText(world.host);
  await writeFile(join(world.host, "larder.yaml"), `${text}\npolicy: { allowScripts: [native] }\n`);
  await addToHost({ directory: world.host, store: world.store, client: world.client, specs: ["user", "native"] });
  return world;
}

async function pathOf({ host }: HostWorld): Promise<string> {
  const generation = await findCurrentGeneration(host);
  return generation?.packages.find(({ name }) => name === "native")?.path ?? "";
}
