import { readdir, readFile, readlink, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { addWants, findCurrentGeneration, initHost, readInstallRecords, setPackageMode } from "@larder/host-directory";
import { openStore } from "@larder/store";
import { expect, test } from "vitest";

import { addToHost, removeFromHost } from "./add-to-host.ts";
import { installHost } from "./install-host.ts";
import { lockHost } from "./lock-host.ts";
import { type HostWorld, hostWorld, packPackage } from "./testing/host-world.ts";

test("a host gets what it wants, and all of it can be imported from where it is", async () => {
  await using world = await hostWorld();
  await addWants(world.host, { "@examples/notes": "^1.0.0", themes: "^1.0.0" });

  const result = await installHost({ ...means(world), environment: {} });

  expect(result).toMatchObject({
    generation: 1,
    unchanged: false,
    added: [
      { name: "@examples/analytics", version: "1.1.0" },
      { name: "@examples/notes", version: "1.0.0" },
      { name: "themes", version: "1.0.0" },
    ],
    removed: [],
    changed: [],
    missingEnvironment: [{ package: "@examples/analytics", variable: "METRICS_KEY" }],
    needsTrust: ["@examples/analytics", "@examples/notes"],
  });
  expect(await readdir(join(world.host, ".larder/current/node_modules"))).toEqual(["@examples", "themes"]);
  const analytics = result.packages.find((pkg) => pkg.name === "@examples/analytics");
  const plugin = pathToFileURL(join(analytics?.path ?? "", "plugins/prometheus/index.js")).href;
  expect({ ...(await import(/* @vite-ignore */ plugin)) }).toEqual({ default: 1.1, version: "1.1.0" });
});

test("one read says what a host runs", async () => {
  await using world = await hostWorld();
  await addWants(world.host, { "@examples/notes": "^1.0.0", renamed: "npm:library@^1.0.0" });
  await installHost(means(world));

  const generation = await findCurrentGeneration(world.host);

  expect(generation).toMatchObject({ number: 1, coreVersion: "1.0.0", instanceCount: 3 });
  expect(generation?.packages.map(({ path: _path, ...pkg }) => pkg)).toEqual([
    {
      name: "@examples/analytics",
      version: "1.1.0",
      node: "@examples/analytics@1.1.0",
      kind: "singleton",
      wantedAs: [],
      requires: [{ name: "@larder/sdk", wanted: "^1.0.0", to: "provided" }],
    },
    {
      name: "@examples/notes",
      version: "1.0.0",
      node: "@examples/notes@1.0.0",
      kind: "singleton",
      wantedAs: ["@examples/notes"],
      requires: [{ name: "@examples/analytics", wanted: "^1.0.0", to: "@examples/analytics@1.1.0" }],
    },
    {
      name: "library",
      version: "1.1.0",
      node: "library@1.1.0",
      kind: "library",
      wantedAs: ["renamed"],
      requires: [],
    },
  ]);
});

test("the same lock again changes nothing and asks nobody", async () => {
  await using world = await hostWorld();
  await addWants(world.host, { "@examples/notes": "^1.0.0" });
  await installHost(means(world));
  world.registry.requests.length = 0;

  const again = await installHost({ ...means(world), frozen: true });

  expect(again).toMatchObject({ generation: 1, unchanged: true, added: [], removed: [], changed: [] });
  expect(world.registry.requests).toEqual([]);
  expect(await readInstallRecords(world.host)).toMatchObject([{ generation: 1, reason: "install" }]);
});

test("a removed .larder comes back from a warm store without any network", async () => {
  await using world = await hostWorld();
  await addWants(world.host, { "@examples/notes": "^1.0.0" });
  await installHost(means(world));
  await rm(join(world.host, ".larder"), { recursive: true });
  world.registry.requests.length = 0;

  expect(await installHost({ ...means(world), frozen: true })).toMatchObject({ generation: 1, unchanged: false });
  expect(world.registry.requests).toEqual([]);
});

test("going back to an older lock uses its generation again", async () => {
  await using world = await hostWorld();
  await addWants(world.host, { "@examples/analytics": "1.0.0" });
  await installHost(means(world));
  await addWants(world.host, { "@examples/analytics": "^1.1.0" });
  const moved = await installHost(means(world));
  await addWants(world.host, { "@examples/analytics": "1.0.0" });
  const back = await installHost(means(world));

  expect(moved).toMatchObject({
    generation: 2,
    changed: [{ name: "@examples/analytics", from: "1.0.0", to: "1.1.0" }],
  });
  expect(back).toMatchObject({ generation: 1, changed: [{ name: "@examples/analytics", from: "1.1.0", to: "1.0.0" }] });
  expect(await readlink(join(world.host, ".larder/current"))).toBe(join("generations", "1"));
});

test("as many old generations stay as larder.yaml says, and never the current one goes", async () => {
  await using world = await hostWorld();
  await writeFile(
    join(world.host, "larder.yaml"),
    `registries: { home: ${world.registry.url} }\nwants: {}\nrollback: { keep: 1 }\n`,
  );
  for (const wanted of ["1.0.0", "1.1.0", "2.0.0"]) {
    await addWants(world.host, { "@examples/analytics": wanted });
    await installHost(means(world));
  }

  expect((await readdir(join(world.host, ".larder/generations"))).toSorted()).toEqual(["2", "3"]);
});

test("a variable that the environment or the operator sets is not missing, and a trusted package needs no trust", async () => {
  await using world = await hostWorld();
  await addWants(world.host, { "@examples/analytics": "^1.0.0" });
  await setPackageMode(world.host, "@examples/analytics", "trusted");

  const result = await installHost({ ...means(world), environment: { METRICS_KEY: "x" } });

  expect(result).toMatchObject({ missingEnvironment: [], needsTrust: [] });
});

test("two hosts share what they have in common", async () => {
  await using world = await hostWorld();
  const other = join(world.directory, "other");
  await initHost(other, { registryUrl: world.registry.url });
  await addWants(world.host, { "@examples/analytics": "1.0.0" });
  await addWants(other, { "@examples/analytics": "1.0.0", themes: "*" });
  const [first, second] = await Promise.all([
    installHost(means(world)),
    installHost({ ...means(world), directory: other, store: openStore(world.store.directory) }),
  ]);

  expect(second.packages[0]?.path).toBe(first.packages[0]?.path);
  expect(await readdir(join(world.store.directory, "instances"))).toHaveLength(3);
});

test("four installs of one host at once wait for each other and agree", async () => {
  await using world = await hostWorld();
  await addWants(world.host, { "@examples/notes": "^1.0.0" });

  const results = await Promise.all([1, 2, 3, 4].map(() => installHost(means(world))));

  expect(results.map((result) => result.generation)).toEqual([1, 1, 1, 1]);
  expect(results.filter((result) => !result.unchanged)).toHaveLength(1);
  expect(await readInstallRecords(world.host)).toHaveLength(1);
});

test("added packages are wanted by the caret of what they are now, and may be trusted at once", async () => {
  await using world = await hostWorld();

  const { wants, install } = await addToHost({
    ...means(world),
    specs: ["@examples/notes", "lib@npm:library@1.0.0", "@examples/analytics@^1.0.0"],
    trust: true,
  });

  expect(wants).toEqual({
    "@examples/notes": "^1.0.0",
    lib: "npm:library@1.0.0",
    "@examples/analytics": "^1.0.0",
  });
  expect(install?.needsTrust).toEqual([]);
  expect(await readInstallRecords(world.host)).toMatchObject([
    { reason: "add @examples/notes lib@npm:library@1.0.0 @examples/analytics@^1.0.0" },
  ]);
});

test("a package that goes takes along what only it needed", async () => {
  await using world = await hostWorld();
  await addToHost({ ...means(world), specs: ["@examples/notes", "themes"] });

  const { wants, install } = await removeFromHost({ ...means(world), aliases: ["@examples/notes"] });

  expect(wants).toEqual({ "@examples/notes": "^1.0.0" });
  expect(install?.removed.map((pkg) => pkg.name)).toEqual(["@examples/analytics", "@examples/notes"]);
  await expect(removeFromHost({ ...means(world), aliases: ["absent"] })).rejects.toMatchObject({
    message: "`larder.yaml` does not want `absent`",
    hint: "It wants `themes`",
  });
});

test("only the lock can be made, of an addition too", async () => {
  await using world = await hostWorld();

  const { install, lock } = await addToHost({ ...means(world), specs: ["themes"], lockOnly: true });

  expect(install).toBeUndefined();
  expect(lock.resolution.nodes.map((node) => node.id)).toEqual(["themes@1.0.0"]);
  expect(await lockHost(means(world))).toMatchObject({ changed: false });
  expect(await findCurrentGeneration(world.host)).toBeUndefined();
});

test("no code of a package runs while it is installed", async () => {
  await using world = await hostWorld();
  const trap = `import { writeFileSync } from "node:fs"; writeFileSync(${JSON.stringify(join(world.directory, "ran"))}, "");`;
  const packageJson = {
    name: "trap",
    version: "1.0.0",
    main: "index.js",
    larder: {},
    scripts: { preinstall: "node index.js", install: "node index.js", postinstall: "node index.js" },
  };
  world.registry.add(packageJson, await packPackage(packageJson, { "index.js": trap, "plugins/trap/index.js": trap }));

  await addToHost({ ...means(world), specs: ["trap"] });

  expect(await readdir(world.directory)).not.toContain("ran");
});

test("a link that was planted where generations stand is not followed", async () => {
  await using world = await hostWorld();
  await addToHost({ ...means(world), specs: ["themes"] });
  const outside = join(world.directory, "outside");
  await rm(join(world.host, ".larder/current"));
  await symlink(outside, join(world.host, ".larder/current"));

  await installHost(means(world));

  expect(await readlink(join(world.host, ".larder/current"))).toBe(join("generations", "1"));
  expect(await readdir(world.directory)).not.toContain("outside");
  expect(await readFile(join(world.host, ".larder/current/packages.json"), "utf8")).toContain("themes");
});

function means({
  host,
  store,
  client,
}: HostWorld): Pick<Parameters<typeof installHost>[0], "directory" | "store" | "client"> {
  return { directory: host, store, client };
}
