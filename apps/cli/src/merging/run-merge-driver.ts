import { existsSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";

import { hostManifestName } from "@larder/host-directory";
import { solveMerge } from "@larder/installer";
import type { Lockfile } from "@larder/lockfile";

import type { Context } from "../context.ts";
import { UsageError } from "../errors.ts";
import { openHost } from "../hosting/open-host.ts";
import { type LockMergeReport, mergeLockFiles } from "./merge-lock-files.ts";
import { mergeManifestFiles } from "./merge-manifest-files.ts";

/** What a merge of one file of a host came to. */
export type FileMerge =
  | { readonly file: "larder.yaml"; readonly merged: boolean }
  | ({ readonly file: "larder.lock"; readonly merged: boolean } & LockMergeReport);

const letGitCall = "Let git call it: `larder lock --install-merge-driver`";

/**
 * Does what git asks a merge driver for: `files` are the file as it was, as it is here, as it is there,
 * and where it belongs. The result goes into the second. Throws {@link UsageError}.
 */
export async function runMergeDriver(
  context: Context,
  files: readonly string[],
  token: string | undefined,
): Promise<FileMerge> {
  const [base, ours, theirs, place = "larder.lock", ...more] = files;
  if (base === undefined || ours === undefined || theirs === undefined || more.length > 0) {
    throw new UsageError("`--merge-driver` needs the files `%O %A %B %P`, as git gives them", { hint: letGitCall });
  }
  const at = (path: string): string => resolve(context.cwd, path);
  const missing = [base, ours, theirs].find((path) => !existsSync(at(path)));
  if (missing !== undefined) throw new UsageError(`\`${missing}\` does not exist`, { hint: letGitCall });
  const sides = { base: at(base), ours: at(ours), theirs: at(theirs) };
  if (basename(place) === hostManifestName) {
    return { file: "larder.yaml", merged: await mergeManifestFiles(context.cwd, sides) };
  }
  const solve = async (merged: Lockfile): Promise<Lockfile> => {
    const host = await openHost(context, { directory: dirname(place), token });
    return await solveMerge({ ...host, merged });
  };
  const report = await mergeLockFiles(sides, solve);
  return { file: "larder.lock", merged: report.unsolved.length === 0, ...report };
}
