import { lstat, mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

import { UsageError } from "../errors.ts";
import { linkProvided } from "./link-provided.ts";
import { listFiles, type NewFile } from "./list-files.ts";
import { hasCode, type PackagePlan } from "./package-plan.ts";

/** What became of a plan. */
export type CreatedPackage = {
  /** Relative to the package, sorted. */
  readonly files: readonly string[];
  /** The packages that are linked into its `node_modules`. */
  readonly linked: readonly string[];
};

/**
 * Writes the package of `plan` into `directory`, which is made, or empty. Throws {@link UsageError} when it is neither,
 * and what the machine refuses; then nothing of the package is left.
 */
export async function createPackage(directory: string, plan: PackagePlan): Promise<CreatedPackage> {
  const isNew = await assertEmpty(directory);
  const files = listFiles(plan);
  try {
    await write(directory, files);
    return { files: files.map(({ path }) => path), linked: await linkProvided(directory) };
  } catch (failure) {
    await removeWritten(directory, isNew);
    throw failure;
  }
}

async function write(directory: string, files: readonly NewFile[]): Promise<void> {
  for (const { path, text } of files) {
    const target = join(directory, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, text, { flag: "wx" });
  }
}

/** All of it is of this program, since the folder was empty. */
async function removeWritten(directory: string, isNew: boolean): Promise<void> {
  const made = isNew ? [directory] : (await readdir(directory)).map((name) => join(directory, name));
  for (const path of made) await rm(path, { recursive: true, force: true });
}

const hint = "Name another folder with `--directory`, or empty this one";

/** Returns whether `directory` has to be made. */
async function assertEmpty(directory: string): Promise<boolean> {
  const found = await readdir(directory).catch((failure: unknown) => failure as NodeJS.ErrnoException);
  if (Array.isArray(found)) {
    if (found.length === 0) return false;
    throw new UsageError(`\`${directory}\` is not empty`, { hint });
  }
  if (found.code === "ENOTDIR") throw new UsageError(`\`${directory}\` is a file, or inside of one`, { hint });
  if (found.code !== "ENOENT") throw found;
  if ((await lstat(directory).catch(() => undefined)) === undefined) return true;
  throw new UsageError(`\`${directory}\` is a link that leads nowhere`, { hint });
}

/** Returns the commands that come next, in the order in which they are typed. */
export function nextSteps(directory: string, plan: PackagePlan): readonly string[] {
  const builds = hasCode(plan) && plan.language === "typescript";
  return [
    `cd ${directory}`,
    "npm test  # needs Node 26",
    ...(builds ? ["npm install && larder link && npm run build"] : []),
    "larder check",
    "larder publish --registry URL",
  ];
}
