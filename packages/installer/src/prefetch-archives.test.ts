import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";

import { addWants } from "@larder/host-directory";
import type { PackageFrame } from "@larder/registry-client";
import { aSigner } from "@larder/registry-client/testing";
import { describe, expect, test, vi } from "vitest";

import { addToHost } from "./add-to-host.ts";
import { installHost, type InstallOptions } from "./install-host.ts";
import { lockHost } from "./lock-host.ts";
import { type HostWorld, hostWorld, packPackage } from "./testing/host-world.ts";
import { updateHost } from "./update-host.ts";

const themesArchive = "GET /themes/-/themes-1.0.0.tgz";

describe.each(["larder", "npm"] as const)("with a registry of %s", (kind) => {
  test("an archive is fetched before the lock is there", async () => {
    const asked = Promise.withResolvers<void>();
    await using world = await hostWorld({
      kind,
      before: async ({ url }) => {
        if (url.endsWith("/themes-1.0.0.tgz")) asked.resolve();
        // Without this document there is no lock.
        if (url.endsWith("/@examples%2fanalytics")) await asked.promise;
        return undefined;
      },
    });
    const { client } = world;
    const slow: InstallOptions["client"] = {
      ...client,
      resolve: async (body, onPackage) => {
        const answer = await client.resolve(body, onPackage);
        if (answer !== undefined) await asked.promise;
        return answer;
      },
    };

    await addWants(world.host, { themes: "^1.0.0", "@examples/notes": "^1.0.0" });
    const { packages } = await installHost({ ...means(world), client: slow });

    expect(packages.map(({ name }) => name)).toEqual(["@examples/analytics", "@examples/notes", "themes"]);
    expect(world.registry.requests.filter((request) => request === themesArchive)).toHaveLength(1);
    expect(await listDrafts(world)).toEqual([]);
  });

  test("what no lock comes of leaves nothing", async () => {
    await using world = await hostWorld({ kind });
    await addWants(world.host, { themes: "^1.0.0", "@examples/notes": "^9.0.0" });

    await expect(installHost(means(world))).rejects.toMatchObject({ code: "ERESOLVE" });

    expect(world.registry.requests).toContain(themesArchive);
    expect(await listDrafts(world)).toEqual([]);
  });
});

test("a lock that its signatures refuse leaves nothing of what was fetched for it", async () => {
  await using world = await hostWorld({
    before: async ({ url }) => {
      if (url.endsWith("/keys")) await vi.waitUntil(async () => (await listDrafts(world)).length > 0);
      return undefined;
    },
  });
  world.registry.signers = [aSigner("SHA256:one")];
  world.registry.keys = [aSigner("SHA256:one").shown];
  const signed = { name: "signed", version: "1.0.0" };
  world.registry.add(signed, await packPackage(signed));

  await expect(addToHost({ ...means(world), specs: ["signed"] })).rejects.toMatchObject({ code: "EINTEGRITY" });

  expect(world.registry.requests).toContain("GET /signed/-/signed-1.0.0.tgz");
  expect(await listDrafts(world)).toEqual([]);
});

test("the archives of a lock are fetched while the keys that it is checked with are still asked for", async () => {
  const asked = Promise.withResolvers<void>();
  await using world = await hostWorld({
    before: async ({ url }) => {
      if (url.endsWith("/themes-1.0.0.tgz")) asked.resolve();
      if (url.endsWith("/keys")) await asked.promise;
      return undefined;
    },
  });
  const { client } = world;
  const silent: InstallOptions["client"] = { ...client, resolve: (body) => client.resolve(body) };

  await addToHost({ ...means(world), client: silent, specs: ["themes"] });

  expect(archivesOf(world)).toEqual([themesArchive]);
});

describe("a guess", () => {
  test.each([
    ["cannot be fetched", () => new Response("gone", { status: 404 })],
    ["has other bytes", () => new Response("other bytes")],
  ])("that %s harms nothing", async (_what, answer) => {
    await using world = await hostWorld({
      before: ({ url }) => (url.includes("/guessed/-/") ? answer() : undefined),
    });

    const { install } = await addToHost({ ...guessing(world, [guess]), specs: ["themes"] });

    expect(install?.packages.map(({ name }) => name)).toEqual(["themes"]);
    expect(world.registry.requests).toContain("GET /guessed/-/guessed-1.0.0.tgz");
    expect(await listDrafts(world)).toEqual([]);
  });

  test("that is wrong about the place of an archive is fetched from where the lock says", async () => {
    await using world = await hostWorld();
    const { lock } = await lockHost(means(world)).then(() =>
      addToHost({ ...means(world), specs: ["themes"], lockOnly: true }),
    );
    const integrity = lock.resolution.nodes[0]?.integrity ?? "";
    const wrong = { ...guess, name: "themes", integrity, tarballPath: "/nowhere/themes.tgz" };

    const { install } = await addToHost({ ...guessing(world, [wrong]), specs: ["themes"] });

    expect(install?.packages.map(({ name }) => name)).toEqual(["themes"]);
    expect(archivesOf(world)).toEqual(["GET /nowhere/themes.tgz", themesArchive]);
  });

  test.each<[string, Partial<PackageFrame>]>([
    ["a package of another machine", { os: ["aix"] }],
    ["a name that leads elsewhere", { name: "../../guessed" }],
    ["a version that is none", { version: "../1.0.0" }],
    ["a package that cannot be verified", { integrity: "sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=" }],
  ])("of %s is not followed", async (_what, facts) => {
    await using world = await hostWorld();

    await addToHost({ ...guessing(world, [{ ...guess, ...facts }]), specs: ["themes"] });

    expect(archivesOf(world)).toEqual([themesArchive]);
  });
});

test("who only locks fetches no archive", async () => {
  await using world = await hostWorld();
  await addToHost({ ...means(world), specs: ["themes"], lockOnly: true });
  await addWants(world.host, { "@examples/notes": "^1.0.0" });
  await lockHost(means(world));
  await updateHost({ ...means(world), lockOnly: true });

  expect(archivesOf(world)).toEqual([]);
});

test("who installs a lock that stands, or may ask nobody, guesses nothing", async () => {
  await using world = await hostWorld();
  await addToHost({ ...means(world), specs: ["themes"], lockOnly: true });
  world.registry.requests.length = 0;

  await expect(installHost({ ...guessing(world, [guess]), offline: true })).rejects.toMatchObject({ code: "ENETWORK" });
  expect(world.registry.requests).toEqual([]);

  await installHost({ ...guessing(world, [guess]), frozen: true });
  expect(world.registry.requests).toEqual([themesArchive]);
});

const guess: PackageFrame = {
  type: "package",
  name: "guessed",
  version: "1.0.0",
  integrity: `sha512-${"A".repeat(86)}==`,
};

/** As {@link means}, with a registry that guesses `frames` before all others. */
function guessing(world: HostWorld, frames: readonly PackageFrame[]): InstallOptions {
  const { client } = world;
  return {
    ...means(world),
    client: {
      ...client,
      resolve: async (body, onPackage) => {
        for (const frame of frames) onPackage?.(frame);
        // A turn of the loop, so that a download begins before the lock is there.
        await new Promise((resolve) => setTimeout(resolve, 20));
        return await client.resolve(body, onPackage);
      },
    },
  };
}

function archivesOf({ registry }: HostWorld): readonly string[] {
  return registry.requests.filter((request) => request.endsWith(".tgz"));
}

async function listDrafts({ store }: HostWorld): Promise<readonly string[]> {
  const directory = join(store.directory, "tmp");
  return existsSync(directory) ? await readdir(directory) : [];
}

function means({ host, store, client }: HostWorld): InstallOptions {
  return { directory: host, store, client };
}
