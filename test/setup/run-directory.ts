import { chmod, mkdir, readdir, symlink } from "node:fs/promises";
import { userInfo } from "node:os";
import { join } from "node:path";

import { listAbandoned, makeOwnDirectory, removeWithMounts } from "./scratch-directory.ts";

/** The directory that a run of tests has for temporary files. */
export type RunDirectory = {
  readonly path: string;
  /** Removes the directory, and returns what Larder and its tests left in it: `larder-store- (3)`. */
  readonly close: () => Promise<readonly string[]>;
};

const prefix = "larder-tests-";

/** Images of empty databases, which all runs of a user share. An image cache keeps none for longer than 30 days. */
const sharedNames = [`larder-test-images-${userInfo().uid}`, `larder-test-cache-${userInfo().uid}`];

/** Makes the directory of a run below `parent`, and removes those of runs that were killed. */
export async function openRunDirectory(parent: string): Promise<RunDirectory> {
  for (const abandoned of await listAbandoned(parent, prefix)) await removeWithMounts(abandoned);
  const path = await makeOwnDirectory(parent, prefix);
  // A database server does not run as root, and has its files here where there is no room in memory.
  await chmod(path, 0o755);
  for (const name of sharedNames) {
    await mkdir(join(parent, name), { recursive: true, mode: 0o700 });
    await symlink(join(parent, name), join(path, name), "junction");
  }
  return {
    path,
    close: async () => {
      const names = await readdir(path);
      await removeWithMounts(path);
      return countLeft(names.filter((name) => isOurs(name) && !sharedNames.includes(name)));
    },
  };
}

/** Whether the name is one of ours. The code that Node compiled for `larder` is meant to stay. */
function isOurs(name: string): boolean {
  return name.startsWith("larder-") && !name.startsWith("larder-compiled");
}

/** Counts the names that differ only in the six letters that make each the only one. */
function countLeft(names: readonly string[]): string[] {
  const alike = Map.groupBy(names, (name) => name.replace(/(?<=-)\w{6}$/, ""));
  return [...alike].map(([name, { length }]) => `${name} (${length})`).toSorted();
}
