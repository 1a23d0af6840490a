import { execFile } from "node:child_process";
import { symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

import { openStore } from "../open-store.ts";
import { packageWorld } from "./package-world.ts";

/** Installs a world into a store in `directory`, links its want into a host as an install does, runs it, and returns what it prints. */
export async function runWorld(directory: string, packages: Parameters<typeof packageWorld>[0]): Promise<string> {
  const world = await packageWorld(packages);
  const paths = await openStore(join(directory, "store")).ensureInstances(world.resolution, world.fetchTarball);
  const [want] = world.resolution.wants;
  const link = join(directory, "wanted");
  await symlink(paths.get(want?.to ?? "") ?? "", link);
  const entry = join(directory, "main.mjs");
  await writeFile(entry, `await import(${JSON.stringify(join(link, "index.js"))});`);
  const { stdout } = await promisify(execFile)(process.execPath, [entry]);
  return stdout.trim();
}
