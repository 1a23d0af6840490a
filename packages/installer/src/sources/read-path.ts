import { readFile, realpath, stat } from "node:fs/promises";
import { relative, resolve, sep } from "node:path";

import type { PackageName } from "@larder/package-spec";

import { packSource } from "./pack-source.ts";
import { BadSourceError } from "./source-error.ts";
import { type MadeArchive, normalizePath } from "./source-place.ts";

/** The version of a folder that says none: the lock pins what is in it. */
const localVersion = "0.0.0-local";

const archiveBytesMax = 512 * 1024 * 1024;

/**
 * Returns the archive of the folder at `path`, or the archive that the file at `path` is; `path` is relative
 * to `host`. Nothing of it runs. Throws {@link BadSourceError} for what is not there or is no package.
 */
export async function readPath(path: string, name: PackageName, host: string): Promise<MadeArchive> {
  const source = { type: "path" as const, path: normalizePath(path) };
  const target = resolve(host, path);
  const facts = await stat(target).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return undefined;
    throw error;
  });
  if (facts === undefined) throw new BadSourceError(path, "does not exist", `It is looked for at \`${target}\``);
  if (facts.isFile() && facts.size > archiveBytesMax) {
    throw new BadSourceError(path, `has ${facts.size} bytes, more than the archive of a package may have`);
  }
  if (facts.isFile()) return { source, archive: await readFile(target), leftOut: [] };
  if (!facts.isDirectory()) throw new BadSourceError(path, "is neither a folder nor an archive");
  if (await contains(target, host)) {
    throw new BadSourceError(
      path,
      "contains the host itself, with all that is installed there",
      "Move the host out of the package",
    );
  }
  return { source, archive: await packSource(target, path, { name, version: localVersion }), leftOut: [] };
}

async function contains(folder: string, host: string): Promise<boolean> {
  const way = relative(await realpath(folder), await realpath(host));
  return way !== ".." && !way.startsWith(`..${sep}`);
}
