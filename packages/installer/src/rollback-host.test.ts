import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { findCurrentGeneration, findCurrentNumber, hostPaths, readGeneration } from "@larder/host-directory";
import { expect, test } from "vitest";

import { addToHost } from "./add-to-host.ts";
import { listHostGenerations } from "./host-generations.ts";
import { installHost, type InstallOptions } from "./install-host.ts";
import { rollbackHost } from "./rollback-host.ts";
import { type HostWorld, hostWorld } from "./testing/host-world.ts";

test("a rollback runs the generation before, fetches nothing and leaves what is wanted alone", async () => {
  await using world = await threeGenerations();
  world.registry.requests.length = 0;

  const result = await rollbackHost({ directory: world.host, store: world.store });

  expect(result).toEqual({
    from: 3,
    generation: 2,
    lockDiffers: true,
    lockPath: join(hostPaths(world.host).generations, "2/larder.lock"),
    added: [],
    removed: [],
    changed: [{ name: "@examples/analytics", from: "2.0.0", to: "1.1.0" }],
  });
  expect(await findCurrentGeneration(world.host)).toMatchObject({ packages: [{ version: "1.1.0" }] });
  expect(world.registry.requests).toEqual([]);
  expect(await readFile(join(world.host, "larder.yaml"), "utf8")).toContain("2.0.0");
  expect(await installHost({ ...means(world), frozen: true })).toMatchObject({ generation: 3, leavesRollbackTo: 2 });
  expect(await installHost({ ...means(world), frozen: true })).not.toHaveProperty("leavesRollbackTo");
});

test("rolling back twice goes two steps back, a third time there is nothing left, and any generation can be named", async () => {
  await using world = await threeGenerations();
  const where = { directory: world.host, store: world.store };

  await rollbackHost(where);
  expect(await rollbackHost(where)).toMatchObject({ from: 2, generation: 1 });
  await expect(rollbackHost(where)).rejects.toMatchObject({
    code: "E404",
    message: "No older generation is left to go back to",
  });
  expect(await rollbackHost({ ...where, to: 3 })).toMatchObject({ from: 1, generation: 3, lockDiffers: false });
  await expect(rollbackHost({ ...where, to: 9 })).rejects.toMatchObject({
    message: "There is no generation 9",
    hint: expect.stringMatching(/^There is 1, 2, 3;/),
  });
});

test("the generations are listed with what brought them", async () => {
  await using world = await threeGenerations();
  await rollbackHost({ directory: world.host, store: world.store });
  await writeFile(join(hostPaths(world.host).generations, "1", "packages.json"), "{");

  expect(await listHostGenerations(world.host)).toMatchObject([
    {
      number: 1,
      current: false,
      reason: "add @examples/analytics@1.0.0",
      damage: expect.stringMatching(/is damaged$/),
    },
    { number: 2, current: true, reason: "rollback", packages: [{ version: "1.1.0" }] },
    { number: 3, current: false, reason: "add @examples/analytics@2.0.0", instanceCount: 2 },
  ]);
});

test.each([
  ["its description is damaged", "packages.json", "{}", /packages\.json` is damaged$/],
  ["its copy of the lock is damaged", "larder.lock", "larder-lock 1.1\n", /larder\.lock` is damaged$/],
])("a generation is refused when %s", async (_what, name, text, message) => {
  await using world = await threeGenerations();
  await writeFile(join(hostPaths(world.host).generations, "2", name), text);

  const refused = rollbackHost({ directory: world.host, store: world.store });

  await expect(refused).rejects.toMatchObject({ code: "EHOST", message: expect.stringMatching(message) });
  expect(await findCurrentNumber(world.host)).toBe(3);
});

test("a host goes back from a generation that is damaged itself", async () => {
  await using world = await threeGenerations();
  await writeFile(join(hostPaths(world.host).generations, "3", "packages.json"), "{");

  const result = await rollbackHost({ directory: world.host, store: world.store });

  expect(result).toMatchObject({ from: 3, generation: 2, lockDiffers: true });
  expect(await findCurrentNumber(world.host)).toBe(2);
});

test("a generation of which the store lacks a package is refused by the name of that package", async () => {
  await using world = await threeGenerations();
  const older = (await readGeneration(world.host, 2)).packages.map(({ path }) => path);
  for (const path of older) await rm(path.slice(0, path.indexOf("/node_modules/")), { recursive: true });

  await expect(rollbackHost({ directory: world.host, store: world.store })).rejects.toMatchObject({
    code: "ENETWORK",
    message: "`@examples/analytics@1.1.0` is not in the package store, and nothing may be fetched",
  });
  expect(await findCurrentNumber(world.host)).toBe(3);
});

async function threeGenerations(): Promise<HostWorld> {
  const world = await hostWorld();
  for (const version of ["1.0.0", "1.1.0", "2.0.0"]) {
    await addToHost({ ...means(world), specs: [`@examples/analytics@${version}`] });
  }
  return world;
}

function means({ host, store, client }: HostWorld): InstallOptions {
  return { directory: host, store, client };
}
