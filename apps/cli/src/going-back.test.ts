import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { type HostWorld, newHostWorld } from "./testing/host-world.ts";

let world: HostWorld;

beforeAll(async () => {
  world = await newHostWorld();
});

afterAll(() => world[Symbol.asyncDispose]());

test("a rollback says that it lasts until the next install, and that install says that it ends it", async () => {
  await world.publish({ name: "light", version: "1.0.0", larder: {} }, { "themes/light.toml": "" });
  await world.publish({ name: "dark", version: "1.0.0", larder: {} }, { "themes/dark.toml": "" });
  await using host = await world.newHost();
  await host.run(["add", "light"]);
  await host.run(["add", "dark"]);

  const back = await host.run(["rollback"]);
  const forth = await host.run(["install"]);
  const again = await host.run(["install"]);

  expect(back.stdout).toContain("Runs generation 1 again");
  expect(back.stdout).toContain("larder.yaml and larder.lock stay as they are: the next `larder install`");
  expect(back.stdout).toContain(join(host.directory, ".larder/generations/1/larder.lock"));
  expect(forth.stdout).toMatch(/Installed generation 2 .*\n {2}the host had been rolled back to generation 1;/);
  expect(again.stdout).toBe("Nothing to do: generation 2 is installed\n");
});
