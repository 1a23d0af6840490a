import { spawnSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { existsSync } from "node:fs";
import { join } from "node:path";

import { findCurrentGeneration, findCurrentNumber } from "@larder/host-directory";
import { parsePackageName, parseVersion } from "@larder/package-spec";
import type { ResolvedNode } from "@larder/resolver";
import { openStore } from "@larder/store";
import { expect, test } from "vitest";

import { addToHost } from "../add-to-host.ts";
import { installHost, type InstallOptions } from "../install-host.ts";
import { type HostWorld, hostWorld, packPackage } from "../testing/host-world.ts";
import { runScripts, ScriptError } from "./run-scripts.ts";

const writeEnvironment = `node -e "require('fs').writeFileSync('built.json', JSON.stringify(process.env))"`;

test("scripts of a package that the operator allows run once, with a clean environment, and the host gets what they made", async () => {
  await using world = await scriptWorld("allowed", writeEnvironment);

  const { install } = await addToHost({ ...means(world), specs: ["native"] });

  const built = join((await pathOf(world)) ?? "", "built.json");
  const environment = JSON.parse(await readFile(built, "utf8")) as { readonly [name: string]: string };
  expect(install?.skippedScripts.packages).toEqual([]);
  expect(environment).toMatchObject({
    HOME: "/home/ada",
    MODE: "fast-eu",
    npm_lifecycle_event: "postinstall",
    npm_package_name: "native",
  });
  const unexpected = Object.keys(environment).filter(
    (name) => !/^(?:npm_\w+|PATH|HOME|MODE|PWD|SHLVL|_|OLDPWD)$/.test(name),
  );
  expect(unexpected).toEqual([]);
  expect(await readFile(join(world.host, ".larder/scripts/native-1.0.0.log"), "utf8")).toContain(
    "> postinstall: node -e",
  );

  await installHost({ ...means(world), frozen: true, store: openStore(world.store.directory) });
  expect(await findCurrentNumber(world.host)).toBe(1);
});

test("another host that does not allow them gets the package as it was published", async () => {
  await using world = await scriptWorld("allowed", writeEnvironment);
  await addToHost({ ...means(world), specs: ["native"] });
  const built = await pathOf(world);

  await writeManifest(world, "");
  const result = await installHost(means(world));

  expect(result.skippedScripts.packages).toEqual([{ name: "native", version: "1.0.0" }]);
  const plain = await pathOf(world);
  expect(plain).not.toBe(built);
  expect(existsSync(join(plain ?? "", "built.json"))).toBe(false);
});

test("a script that fails leaves the host as it was, and says where it printed", async () => {
  await using world = await scriptWorld("", "echo broken; exit 3");
  await addToHost({ ...means(world), specs: ["themes"] });
  await writeManifest(world, "policy: { allowScripts: [native] }\n");

  const refused = addToHost({ ...means(world), specs: ["native"] });

  await expect(refused).rejects.toBeInstanceOf(ScriptError);
  await expect(refused).rejects.toMatchObject({
    message: "The `postinstall` script of `native@1.0.0` ended with 3; nothing was installed",
  });
  expect(await readFile(join(world.host, ".larder/scripts/native-1.0.0.log"), "utf8")).toContain("broken");
  expect(await findCurrentNumber(world.host)).toBe(1);
  expect(await readFile(join(world.host, "larder.yaml"), "utf8")).not.toContain("native:");
});

test("a script that takes too long is ended, with all that it started", async () => {
  await using world = await hostWorld();
  const directory = join(world.directory, "node_modules");
  const mark = join(world.directory, "mark");
  const packageJson = { scripts: { install: `(sleep 1; touch ${mark}) & sleep 60` } };
  await writeFile(join(world.directory, "package.json"), JSON.stringify(packageJson));

  const run = { directory: world.directory, environment: { PATH: process.env["PATH"] }, given: {} };
  await expect(runScripts({ ...run, node, logDirectory: directory, timeoutMs: 100 })).rejects.toMatchObject({
    message: expect.stringMatching(/^The `install` script of `native@1\.0\.0` took longer than 0 s/),
  });

  await sleep(1_500);
  expect(existsSync(mark)).toBe(false);
});

test("a command that is interrupted ends the script that runs", async () => {
  await using world = await hostWorld();
  const mark = join(world.directory, "mark");
  const packageJson = { scripts: { install: `sleep 1; touch ${mark}` } };
  await writeFile(join(world.directory, "package.json"), JSON.stringify(packageJson));
  const run = { node, directory: world.directory, environment: { PATH: process.env["PATH"] }, given: {} };
  const program = `
    import { runScripts } from ${JSON.stringify(new URL("run-scripts.ts", import.meta.url).href)};
    setTimeout(() => process.exit(130), 300);
    await runScripts(${JSON.stringify({ ...run, logDirectory: world.directory })});`;

  const { status } = spawnSync(process.execPath, ["--input-type=module-typescript", "-e", program]);

  expect(status).toBe(130);
  await sleep(1_500);
  expect(existsSync(mark)).toBe(false);
});

const node: ResolvedNode = {
  id: "native@1.0.0",
  name: parsePackageName("native"),
  version: parseVersion("1.0.0"),
  source: { type: "registry", registry: "home" },
  integrity: "sha512-x" as ResolvedNode["integrity"],
  kind: "library",
  edges: [],
};

async function scriptWorld(settings: string, postinstall: string): Promise<HostWorld> {
  const world = await hostWorld();
  const packageJson = { name: "native", version: "1.0.0", scripts: { postinstall } };
  world.registry.add({ ...packageJson, hasInstallScript: true }, await packPackage(packageJson, { "index.js": "" }));
  if (settings !== "") {
    await writeManifest(
      world,
      "policy: { allowScripts: [native] }\npackages: { native: { env: { MODE: 'fast-${REGION}' } } }\n",
    );
  }
  return world;
}

async function writeManifest({ host, registry }: HostWorld, more: string): Promise<void> {
  const path = join(host, "larder.yaml");
  const wants = /^wants:(?:.*\n)(?:  .*\n)*/m.exec(await readFile(path, "utf8"))?.[0] ?? "wants: {}\n";
  await writeFile(path, `registries: { home: ${registry.url} }\n${wants}${more}`);
}

async function pathOf({ host }: HostWorld): Promise<string | undefined> {
  return (await findCurrentGeneration(host))?.packages.find((pkg) => pkg.name === "native")?.path;
}

function means({ host, store, client }: HostWorld): InstallOptions {
  const environment = {
    PATH: process.env["PATH"],
    HOME: "/home/ada",
    REGION: "eu",
    SECRET: "token",
    npm_config_token: "x",
  };
  return { directory: host, store, client, environment };
}
