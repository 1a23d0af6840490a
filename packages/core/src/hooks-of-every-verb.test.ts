// SPEC.md §9, configuration and hooks. Rule ids in titles refer to it.
import { mkdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { type Generation, generationIndexName, hostPaths } from "@larder/host-directory";
import { expect, test } from "vitest";

import { startLaidHost } from "./testing/running-hosts.ts";
import { aPluginPackage } from "./testing/packages.ts";

const moments = ["pre", "post"] as const;
const verbs = ["install", "upgrade", "configure", "start", "reload", "stop", "disable", "enable", "remove"] as const;
const hooks = Object.fromEntries(
  verbs.flatMap((verb) => moments.map((moment) => [`${moment}-${verb}`, "hooks/run.sh"])),
);
const config = { schema: { properties: { watts: { type: "integer" } } } };
const files = { "hooks/run.sh": 'echo "$HOOK${OLD_VERSION:+ from $OLD_VERSION}" >> "$PKG_DATA_DIR/hooks"' };

const both = (verb: string): readonly string[] => moments.map((moment) => `${moment}-${verb}`);

test.each(["trusted", "sandboxed"] as const)(
  "[G10] [G12] [W3] every verb runs the hooks before it and after it, %s",
  { tags: ["slow"] },
  async (mode) => {
    const grants = [{ resource: "shell", actions: ["execute"] }];
    const lamp = aPluginPackage("@home/lamp", "{}", { larder: { hooks, config }, files, grants, mode });
    await using host = await startLaidHost([lamp]);
    const hooksPath = join(host.directory, ".larder/data/packages/@home/lamp/hooks");
    const ran = async (work: () => Promise<unknown>): Promise<readonly string[]> => {
      await writeFile(hooksPath, "");
      await work();
      return (await readFile(hooksPath, "utf8")).split("\n").filter((line) => line !== "");
    };

    expect((await readFile(hooksPath, "utf8")).trim().split("\n")).toEqual([...both("install"), ...both("start")]);
    expect(await ran(() => host.packages.reload("@home/lamp"))).toEqual(both("reload"));
    const configured = await ran(async () => {
      const path = join(host.directory, "larder.yaml");
      await writeFile(path, (await readFile(path, "utf8")).replace('"grants"', '"config":{"watts":5},"grants"'));
      await host.packages.update();
    });
    expect(configured).toEqual(["pre-reload", ...both("configure"), "post-reload"]);
    expect(await ran(() => host.packages.disable("@home/lamp"))).toEqual([
      "pre-disable",
      ...both("stop"),
      "post-disable",
    ]);
    expect(await ran(() => host.packages.enable("@home/lamp"))).toEqual([...both("enable"), ...both("start")]);
    const upgraded = await ran(async () => {
      await switchTo(host.directory, 2, (packages) => packages.map((pkg) => ({ ...pkg, version: "2.0.0" })));
      await host.packages.update();
    });
    expect(upgraded).toEqual(both("upgrade").map((hook) => `${hook} from 1.0.0`));
    const removed = await ran(async () => {
      await switchTo(host.directory, 3, () => []);
      await host.packages.update();
    });
    expect(removed).toEqual(both("remove"));
  },
);

type Packages = Generation["packages"];

/** Switches to another generation, whose packages are those of the first one with `change`. */
async function switchTo(directory: string, number: number, change: (packages: Packages) => unknown): Promise<void> {
  const { generations, current } = hostPaths(directory);
  const index = JSON.parse(await readFile(join(generations, "1", generationIndexName), "utf8")) as Generation;
  await mkdir(join(generations, String(number)));
  const packages = change(index.packages);
  await writeFile(
    join(generations, String(number), generationIndexName),
    JSON.stringify({ ...index, number, packages }),
  );
  await rm(current);
  await symlink(join("generations", String(number)), current);
}
