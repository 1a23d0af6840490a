import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { isDeepStrictEqual } from "node:util";

import { inspectPackage } from "@larder/package-contents";
import {
  ArchivePaths,
  BadArchiveError,
  defaultTarballLimits,
  diskTree,
  type FileToPack,
  packDirectory,
  UnpackableError,
  withTemporaryDirectory,
} from "@larder/tarball";

import { BadSourceError } from "./source-error.ts";

/** The name and the version of a package whose files do not say them. */
export type SourceIdentity = { readonly name: string; readonly version: string };

/**
 * Returns the archive of the package in `directory`: what npm would pack, the same bytes on every machine.
 * Nothing is built and nothing runs.
 *
 * A format without a package.json gets the canonical one, and a package.json that lacks its name or
 * version is completed with `identity`. `source` names it in errors. Throws {@link BadSourceError}.
 */
export async function packSource(directory: string, source: string, identity: SourceIdentity): Promise<Uint8Array> {
  const tree = diskTree(directory);
  const { packageJson, problems } = inspectPackage(tree, { identity });
  const problem = problems.find(({ severity }) => severity === "error");
  if (problem !== undefined) {
    throw new BadSourceError(source, `is not fit to be installed: ${problem.path}: ${problem.message}`, problem.hint);
  }
  const isComplete = isDeepStrictEqual(parseJson(tree.readText("package.json")), packageJson);
  try {
    return await packDirectory(directory, { compress: false, ...(!isComplete && { packageJson }) });
  } catch (error) {
    if (!(error instanceof UnpackableError)) throw error;
    throw new BadSourceError(source, `cannot be packed: it ${error.reason}`, "Want a published version of it", error);
  }
}

/** Returns the archive of the package that `files` are. Throws {@link BadSourceError}, also for names that no disk should be given. */
export async function packFiles(
  files: readonly FileToPack[],
  source: string,
  identity: SourceIdentity,
): Promise<Uint8Array> {
  try {
    return await withTemporaryDirectory("larder-source-", async (directory) => {
      await writeFiles(directory, files);
      return await packSource(directory, source, identity);
    });
  } catch (error) {
    if (!(error instanceof BadArchiveError)) throw error;
    throw new BadSourceError(
      source,
      `cannot be installed: \`${error.entry}\` ${error.reason}`,
      "Ask its author to rename it",
      error,
    );
  }
}

/** The directory is private and holds no links, so that a path that was checked leads nowhere else. */
async function writeFiles(directory: string, files: readonly FileToPack[]): Promise<void> {
  const paths = new ArchivePaths(defaultTarballLimits);
  for (const { path, content, executable } of files) {
    const target = join(directory, ...paths.addFile(`package/${path}`).split("/"));
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, content, { flag: "wx", mode: executable === true ? 0o755 : 0o644 });
  }
}

function parseJson(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    // The inspection has said so already, as a problem.
    return undefined;
  }
}
