import { lstat, mkdir, mkdtemp, readdir, rename, rm, writeFile } from "node:fs/promises";
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
 * Makes the package of `plan` in `directory`, which is made, or empty: all of it appears at once, or nothing.
 *
 * Throws {@link UsageError} when the directory is neither, the reason of `signal` when that ends before, and what the
 * machine refuses.
 */
export async function createPackage(
  directory: string,
  plan: PackagePlan,
  signal: AbortSignal,
): Promise<CreatedPackage> {
  const isNew = await assertEmpty(directory);
  const files = listFiles(plan);
  // On the same disk as what it becomes, so that it is only renamed. Who runs this in the folder itself stays in it.
  const parent = isNew ? dirname(directory) : directory;
  const firstMade = await mkdir(parent, { recursive: true });
  const draft = await mkdtemp(join(parent, draftPrefix));
  try {
    const root = join(draft, "package");
    await write(root, files, signal);
    const linked = await linkProvided(root);
    signal.throwIfAborted();
    await (isNew ? moveTo(directory, root) : moveInto(directory, root));
    return { files: files.map(({ path }) => path), linked };
  } catch (failure) {
    if (firstMade !== undefined) await rm(firstMade, { recursive: true, force: true });
    throw failure;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** How the folder is called in which a package is made. */
const draftPrefix = ".larder-create-";

async function write(directory: string, files: readonly NewFile[], signal: AbortSignal): Promise<void> {
  for (const { path, text } of files) {
    signal.throwIfAborted();
    const target = join(directory, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, text, { flag: "wx" });
  }
}

/** Somebody else may have made something there meanwhile, which stays as it is. */
async function moveTo(directory: string, made: string): Promise<void> {
  try {
    await rename(made, directory);
  } catch (failure) {
    const { code = "" } = failure as NodeJS.ErrnoException;
    if (!["EEXIST", "ENOTDIR", "ENOTEMPTY", "EPERM"].includes(code)) throw failure;
    throw new UsageError(`\`${directory}\` was made by somebody else meanwhile`, { hint });
  }
}

/** The `package.json` comes last: a folder without one is no package yet. */
async function moveInto(directory: string, made: string): Promise<void> {
  const names = (await readdir(made)).toSorted((left, right) => rankOf(left) - rankOf(right));
  for (const name of names) await rename(join(made, name), join(directory, name));
}

function rankOf(name: string): number {
  return name === "package.json" ? 1 : 0;
}

const hint = "Name another folder with `--directory`, or empty this one";

/** Returns whether `directory` has to be made. */
async function assertEmpty(directory: string): Promise<boolean> {
  const found = await readdir(directory).catch((failure: unknown) => failure as NodeJS.ErrnoException);
  if (Array.isArray(found)) {
    // What is left of a `larder create` that was killed is nobody's.
    if (found.every((name) => name.startsWith(draftPrefix))) return false;
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
