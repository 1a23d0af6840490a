import { lstat, mkdir, readFile, rm, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

import { UsageError } from "../errors.ts";

/** What this program gives to packages: a host brings its own copy, and so does whoever tests them. */
const core = "@larder/core";
const provided = [core, "@larder/sdk"] as const;

/**
 * Links this program's own copies of the author's API into the `node_modules` of the package in `directory`, for
 * editors and tests. Returns the names of what was linked.
 *
 * Throws {@link UsageError} when something else than a link lies there.
 */
export async function linkProvided(directory: string): Promise<readonly string[]> {
  const ofCore = createRequire(import.meta.url).resolve(core);
  const entries = { [core]: ofCore, "@larder/sdk": createRequire(ofCore).resolve("@larder/sdk") };
  for (const name of provided) {
    const link = join(directory, "node_modules", name);
    await mkdir(dirname(link), { recursive: true });
    await removeLink(link);
    await symlink(await packageRoot(entries[name] ?? "", name), link, "junction");
  }
  return provided;
}

async function removeLink(path: string): Promise<void> {
  const found = await lstat(path).catch((failure: unknown) => {
    if ((failure as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw failure;
  });
  if (found === undefined) return;
  if (!found.isSymbolicLink()) {
    throw new UsageError(`\`${path}\` is not a link, so it stays as it is`, {
      hint: "Take it out of the dependencies of the package, and remove it",
    });
  }
  await rm(path);
}

/** Returns the folder of the package `name` that the file `entry` belongs to. */
async function packageRoot(entry: string, name: string): Promise<string> {
  for (let folder = dirname(entry); folder !== dirname(folder); folder = dirname(folder)) {
    const text = await readFile(join(folder, "package.json"), "utf8").catch(() => "{}");
    if ((JSON.parse(text) as { readonly name?: unknown }).name === name) return folder;
  }
  throw new Error(`${entry} lies in no folder of ${name}`);
}
