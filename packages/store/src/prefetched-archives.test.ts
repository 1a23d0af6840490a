import { existsSync } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Edge } from "@larder/resolver";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { openStore } from "./open-store.ts";
import { packageWorld } from "./testing/package-world.ts";

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "larder-store-"));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const elsewhere = { os: ["aix"] };
const commit = "0123456789abcdef0123456789abcdef01234567";
const git = { source: { type: "git", repository: "https://code.example/made.git", commit } } as const;

test("what this machine gets of a resolution is fetched from registries once, and from nowhere else", async () => {
  const world = await packageWorld({
    "app@1.0.0": { edges: [edgeTo("library@1.0.0"), edgeTo("made@1.0.0"), edgeTo("program@1.0.0", "optional")] },
    "library@1.0.0": {},
    "made@1.0.0": { node: git },
    "program@1.0.0": { node: elsewhere, edges: [edgeTo("only-of-it@1.0.0")] },
    "only-of-it@1.0.0": {},
  });
  const store = openStore(root);

  store.prefetchAll(world.resolution, world.fetchTarball);
  await vi.waitUntil(() => world.fetched.length === 2);

  expect(world.fetched).toEqual(["app@1.0.0", "library@1.0.0"]);
  await store.ensureInstances(world.resolution, world.fetchTarball);
  expect(world.fetched).toEqual(["app@1.0.0", "library@1.0.0", "made@1.0.0"]);
  expect(await readdir(join(root, "tmp"))).toEqual([]);
});

test("a resolution that this machine cannot have is fetched by nobody, and refused by who installs it", async () => {
  const world = await packageWorld({ "app@1.0.0": { node: elsewhere } });
  const store = openStore(root);

  store.prefetchAll(world.resolution, world.fetchTarball);

  await expect(store.ensureInstances(world.resolution, world.fetchTarball)).rejects.toMatchObject({ code: "ETARGET" });
  expect(world.fetched).toEqual([]);
});

test("what was fetched of a resolution that may not be installed leaves nothing", async () => {
  const world = await packageWorld({ "app@1.0.0": {} });
  const store = openStore(root);

  store.prefetchAll(world.resolution, world.fetchTarball);
  await vi.waitUntil(() => existsSync(join(root, "tmp")));
  await store.discardPrefetched();

  expect(await readdir(join(root, "tmp"))).toEqual([]);
  expect(await readdir(join(root, "instances"))).toEqual([]);
});

function edgeTo(to: string, kind: Edge["kind"] = "prod"): Edge {
  return { alias: to.slice(0, to.lastIndexOf("@")), kind, wanted: "*", to };
}
