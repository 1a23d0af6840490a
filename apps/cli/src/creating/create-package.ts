import { mkdir, readdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

import { UsageError } from "../errors.ts";
import { linkProvided } from "./link-provided.ts";
import { listFiles } from "./list-files.ts";
import { hasCode, type PackagePlan } from "./package-plan.ts";

/** What became of a plan. */
export type CreatedPackage = {
  /** Relative to the package, sorted. */
  readonly files: readonly string[];
  /** The packages that are linked into its `node_modules`. */
  readonly linked: readonly string[];
};

/** Writes the package of `plan` into `directory`, which is made, or empty. Throws {@link UsageError} when it is neither. */
export async function createPackage(directory: string, plan: PackagePlan): Promise<CreatedPackage> {
  await assertEmpty(directory);
  const files = listFiles(plan);
  for (const { path, text } of files) {
    const target = join(directory, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, text, { flag: "wx" });
  }
  return { files: files.map(({ path }) => path), linked: await linkProvided(directory) };
}

async function assertEmpty(directory: string): Promise<void> {
  const hint = "Name another folder with `--directory`, or empty this one";
  try {
    const [first] = await readdir(directory);
    if (first === undefined) return;
  } catch (failure) {
    const { code } = failure as NodeJS.ErrnoException;
    if (code === "ENOENT") return;
    if (code !== "ENOTDIR") throw failure;
    throw new UsageError(`\`${directory}\` is a file`, { hint });
  }
  throw new UsageError(`\`${directory}\` is not empty`, { hint });
}

/** Returns the commands that come next, in the order in which they are typed. */
export function nextSteps(directory: string, plan: PackagePlan): readonly string[] {
  const builds = hasCode(plan) && plan.language === "typescript";
  return [
    `cd ${directory}`,
    "npm test",
    ...(builds ? ["npm install && larder link && npm run build"] : []),
    "larder check",
    "larder publish --registry URL",
  ];
}
