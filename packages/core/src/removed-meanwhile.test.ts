// SPEC.md §5, lifecycle: what is removed while the host does not run. Rule ids in titles refer to it.
import { mkdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

import { type Generation, generationIndexName, hostPaths } from "@larder/host-directory";
import { expect, onTestFinished, test } from "vitest";

import { startHost } from "./host.ts";
import type { RunningHost } from "./run-host.ts";
import { layHost, type PackageOnDisk } from "./testing/host-on-disk.ts";
import { aPluginPackage } from "./testing/packages.ts";
import { silentLogger } from "./testing/running-hosts.ts";

const lamp = aPluginPackage("@home/lamp", '{ uninstall: (context) => context.log.info("left") }');
const beside = aPluginPackage("@home/beside", "{}");

/** A host that has run with `packages` once, and does not now. */
async function aHostThatRan(packages: readonly PackageOnDisk[]): Promise<string> {
  const laid = await layHost(packages);
  onTestFinished(() => laid[Symbol.asyncDispose]());
  const host = await startHost({ directory: laid.directory, logger: silentLogger });
  await host.stop();
  return laid.directory;
}

async function readIndex(directory: string): Promise<Generation> {
  return JSON.parse(
    await readFile(join(hostPaths(directory).generations, "1", generationIndexName), "utf8"),
  ) as Generation;
}

/** Switches to a second generation, without `name`. */
async function remove(directory: string, name: string): Promise<void> {
  const { generations, current } = hostPaths(directory);
  const index = await readIndex(directory);
  const packages = index.packages.filter((pkg) => pkg.name !== name);
  await mkdir(join(generations, "2"));
  await writeFile(join(generations, "2", generationIndexName), JSON.stringify({ ...index, number: 2, packages }));
  await rm(current);
  await symlink(join("generations", "2"), current);
}

async function startAgain(directory: string): Promise<RunningHost> {
  const host = await startHost({ directory, logger: silentLogger });
  onTestFinished(() => host.stop());
  return host;
}

function linesOf(host: RunningHost): readonly (string | undefined)[] {
  return host
    .status()
    .log.flatMap((line) => (line.package === "@home/lamp" && line.level !== "debug" ? [line.message] : []));
}

const recordsOf = async (directory: string): Promise<readonly string[]> => {
  const text = await readFile(join(hostPaths(directory).state, "lifecycle.json"), "utf8");
  return Object.keys((JSON.parse(text) as { readonly packages: object }).packages);
};

test.each(["trusted", "sandboxed"] as const)(
  "[L32] a package that was removed while the host did not run is asked to leave at the next start, %s",
  async (mode) => {
    const directory = await aHostThatRan([{ ...lamp, mode }, beside]);
    await remove(directory, "@home/lamp");

    const host = await startAgain(directory);

    expect(linesOf(host)).toEqual(["left"]);
    expect(host.status().packages.map(({ name, actual }) => [name, actual])).toEqual([["@home/beside", "started"]]);
    expect(await recordsOf(directory)).toEqual(["@home/beside"]);
  },
);

test("[L32] the log says so where the code of what was removed is gone", async () => {
  const directory = await aHostThatRan([lamp, beside]);
  await remove(directory, "@home/lamp");
  const { packages } = await readIndex(directory);
  await rm(dirname(packages.find(({ name }) => name === "@home/lamp")?.path ?? ""), { recursive: true });

  const host = await startAgain(directory);

  expect(linesOf(host)).toEqual([
    "`@home/lamp` was removed while the host did not run, and its code is gone: what it left stays",
  ]);
  expect(await recordsOf(directory)).toEqual(["@home/beside"]);
});

test("[L32] nothing is asked to leave where nothing is installed: the installation is what was lost", async () => {
  const directory = await aHostThatRan([lamp, beside]);
  await rm(hostPaths(directory).current);

  const host = await startAgain(directory);

  expect(linesOf(host)).toEqual([]);
  expect(await recordsOf(directory)).toEqual(["@home/beside", "@home/lamp"]);
});
