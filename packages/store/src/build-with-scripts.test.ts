import { mkdir, mkdtemp, readdir, readFile, realpath, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { expect, onTestFinished, test } from "vitest";

import type { ScriptBuilds } from "./build-with-scripts.ts";
import { openStore, type Store } from "./open-store.ts";
import { type PackageWorld, packageWorld } from "./testing/package-world.ts";

test("what was built has an instance of its own, and so has what links to it; the others stay shared", async () => {
  const { store, world, published } = await storeWithNative();

  const built = await store.ensureBuilt(world.resolution, writing("export default 'built';"));

  expect(await defaultOf(built.get("app@1.0.0"))).toBe("built");
  expect(await defaultOf(published.get("app@1.0.0"))).toBe("published");
  expect(built.get("library@1.0.0")).toBe(published.get("library@1.0.0"));
  expect((await store.verify()).damaged).toEqual([]);
  expect(await readdir(join(store.directory, "tmp"))).toEqual([]);
  const file = await stat(join(built.get("native@1.0.0") ?? "", "index.js"));
  expect(file.mode & 0o777).toBe(0o444);
});

test("a package that needs another version of itself is built, and that version stays read-only", async () => {
  const { store, world, published } = await storeWith({
    "native@2.0.0": {
      files: { "index.js": "export default 'new';", "lib/deep.js": "" },
      dependencies: { native: "native@1.0.0" },
    },
    "native@1.0.0": { files: { "index.js": "export default 'old';" } },
  });
  const older = published.get("native@1.0.0") ?? "";
  const modes: number[] = [];

  const built = await store.ensureBuilt(world.resolution, {
    of: new Map([["native@2.0.0", "once"]]),
    run: async (_node, directory) => {
      for (const file of ["index.js", "lib/deep.js", "node_modules/native/index.js"]) {
        modes.push((await stat(join(directory, file))).mode & 0o777);
      }
    },
  });

  expect(modes).toEqual([0o644, 0o644, 0o444]);
  expect(await realpath(join(built.get("native@2.0.0") ?? "", "node_modules/native"))).toBe(older);
  expect((await store.verify()).damaged).toEqual([]);
});

test("scripts find the dependencies of their package, run once, and run again for another build", async () => {
  const { store, world } = await storeWithNative();
  const seen: string[] = [];
  const builds = (build: string): ScriptBuilds => ({
    of: new Map([["native@1.0.0", build]]),
    run: async (_node, directory) => {
      seen.push(await readFile(join(directory, "../library/index.js"), "utf8"));
    },
  });

  await store.ensureBuilt(world.resolution, builds("node 26"));
  await store.ensureBuilt(world.resolution, builds("node 26"));
  await store.ensureBuilt(world.resolution, builds("node 28"));

  expect(seen).toEqual(["export default 1;", "export default 1;"]);
});

test("what scripts leave beside their package stays with it, and is verified with it", async () => {
  const { store, world } = await storeWithNative();

  const built = await store.ensureBuilt(world.resolution, {
    of: new Map([["native@1.0.0", "client"]]),
    run: async (_node, directory) => {
      await mkdir(join(directory, "../.client"));
      await writeFile(join(directory, "../.client/index.js"), "export default 'made';");
    },
  });

  const made = join(built.get("native@1.0.0") ?? "", "../.client/index.js");
  expect((await store.verify()).damaged).toEqual([]);
  expect((await stat(made)).mode & 0o777).toBe(0o444);
  await rm(made);
  expect((await store.verify()).damaged).toMatchObject([{ reason: "has `node_modules/.client/index.js` no longer" }]);
});

test("a build that fails leaves nothing, and what is shared as it was", async () => {
  const { store, world } = await storeWithNative();
  const before = await readdir(join(store.directory, "instances"));
  const failing: ScriptBuilds = {
    of: new Map([["native@1.0.0", ""]]),
    run: async (_node, directory) => {
      await writeFile(join(directory, "index.js"), "half");
      throw new Error("the script failed");
    },
  };

  await expect(store.ensureBuilt(world.resolution, failing)).rejects.toThrow("the script failed");

  expect(await readdir(join(store.directory, "instances"))).toEqual(before);
  expect(await readdir(join(store.directory, "tmp"))).toEqual([]);
  expect((await store.verify()).damaged).toEqual([]);
});

test("what scripts wrote never passes for the files of the archive, also when nothing else of it is left", async () => {
  const { store, world, published } = await storeWithNative();
  const built = await store.ensureBuilt(world.resolution, writing("export default 'built';"));
  for (const [id, path] of published) {
    if (built.get(id) !== path) await rm(path.slice(0, path.indexOf("/node_modules/")), { recursive: true });
  }

  await store.ensureInstances(world.resolution, world.fetchTarball);

  expect(await defaultOf(published.get("app@1.0.0"))).toBe("published");
});

function writing(text: string): ScriptBuilds {
  return {
    of: new Map([["native@1.0.0", "once"]]),
    run: (_node, directory) => writeFile(join(directory, "index.js"), text),
  };
}

async function storeWithNative(): Promise<{
  readonly store: Store;
  readonly world: PackageWorld;
  readonly published: ReadonlyMap<string, string>;
}> {
  return await storeWith({
    "app@1.0.0": {
      files: { "index.js": `export { default } from "native";` },
      dependencies: { native: "native@1.0.0" },
    },
    "native@1.0.0": {
      files: { "index.js": "export default 'published';" },
      dependencies: { library: "library@1.0.0" },
    },
    "library@1.0.0": { files: { "index.js": "export default 1;" } },
  });
}

async function storeWith(packages: Parameters<typeof packageWorld>[0]): ReturnType<typeof storeWithNative> {
  const directory = await mkdtemp(join(await realpath(tmpdir()), "larder-built-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const world = await packageWorld(packages);
  const store = openStore(directory);
  return { store, world, published: await store.ensureInstances(world.resolution, world.fetchTarball) };
}

async function defaultOf(path: string | undefined): Promise<unknown> {
  const module: unknown = await import(/* @vite-ignore */ pathToFileURL(join(path ?? "", "index.js")).href);
  return (module as { readonly default: unknown }).default;
}
