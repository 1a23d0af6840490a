import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { addToHost } from "@larder/installer";
import { createRegistryClient, type RegistryClient } from "@larder/registry-client";
import { openStore } from "@larder/store";
import { expect, test } from "vitest";

import { newHostWorld } from "./testing/host-world.ts";

test("a registry that solves says what the lock will name, and that is downloaded before the lock is there", async () => {
  await using world = await newHostWorld();
  await world.publish({ name: "tools", version: "1.0.0" }, { "index.js": "export default 1;" });
  await world.publish({ name: "lamp", version: "1.0.0", larder: {}, dependencies: { tools: "^1.0.0" } });
  await using host = await world.newHost();
  await using scratch = await temporaryStore();
  const client = createRegistryClient({ url: world.url });
  const downloads: string[] = [];
  const allAsked = Promise.withResolvers<void>();
  const watched: RegistryClient = {
    ...client,
    fetchTarball: (place) => {
      downloads.push(place.name);
      if (downloads.length === 2) allAsked.resolve();
      return client.fetchTarball(place);
    },
    // The lock is kept back until both archives are asked for, which only the frames before it tell of.
    resolve: async (body, onPackage) => {
      const answer = await client.resolve(body, onPackage);
      await allAsked.promise;
      return answer;
    },
  };

  const options = { directory: host.directory, store: openStore(scratch.directory), specs: ["lamp"] };
  const { install } = await addToHost({ ...options, client: watched });

  expect(install?.packages).toMatchObject([{ name: "lamp" }]);
  expect(downloads.toSorted()).toEqual(["lamp", "tools"]);
  expect(await readdir(join(scratch.directory, "tmp"))).toEqual([]);
});

async function temporaryStore(): Promise<AsyncDisposable & { readonly directory: string }> {
  const directory = await mkdtemp(join(tmpdir(), "larder-store-"));
  return { directory, [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }) };
}
