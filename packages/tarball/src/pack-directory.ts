import { cp, lstat, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";

import { ExpectedError } from "@larder/errors";
import { type JsonObject, listBundledDependencies } from "@larder/packument";

import { skippedFolders } from "./disk-tree.ts";
import { type FileToPack, type PackOptions, packTarball } from "./pack-tarball.ts";
import { defaultTarballLimits } from "./tarball-limits.ts";
import { withTemporaryDirectory } from "./with-temporary-directory.ts";

/** How {@link packDirectory} packs. */
export type PackDirectoryOptions = PackOptions & {
  /** Stands in the archive in place of the folder's own `package.json`, and decides what is packed. */
  readonly packageJson?: JsonObject;
};

/**
 * Returns the gzipped archive of the package in `directory`: the files that npm would pack, by npm's own code.
 *
 * Scripts are not run, and nothing is written into `directory`. The same files give the same bytes.
 * Throws {@link UnpackableError}.
 */
export async function packDirectory(directory: string, options: PackDirectoryOptions = {}): Promise<Uint8Array> {
  const { packageJson, ...pack } = options;
  if (packageJson !== undefined) return await packCopy(directory, packageJson, pack);
  return await packInPlace({ directory, called: directory }, pack);
}

/** A folder, and what errors call it: nobody knows where a copy is. */
type Folder = { readonly directory: string; readonly called: string };

/** All of it is in memory. */
const packedBytesMax = defaultTarballLimits.fileBytesMax;

async function packInPlace({ directory, called }: Folder, options: PackOptions): Promise<Uint8Array> {
  const packageJson = await readPackageJson(directory);
  if (bundlesDependencies(packageJson)) {
    throw new UnpackableError(called, "bundles dependencies", "Publish it with `npm publish` or `pnpm publish`");
  }
  // npm normalises both before it asks which files to pack.
  const { bin } = packageJson;
  const command = typeof bin === "string" ? { bin: { [basename(directory)]: bin } } : {};
  const normalised = { ...packageJson, ...command, bundleDependencies: [] };
  const tree = { path: directory, package: normalised, isProjectRoot: true, edgesOut: new Map<string, never>() };
  // A registry reads archives and packs none: it need not carry what chooses the files of one.
  const { default: packlist } = await import("npm-packlist");
  const files = await listRegularFiles(directory, await packlist(tree));
  const sizeBytes = files.reduce((sum, { size }) => sum + size, 0);
  if (sizeBytes > packedBytesMax) {
    throw new UnpackableError(
      called,
      `has ${sizeBytes} bytes to pack, more than a package may have`,
      "Name what belongs to the package under `files` in its `package.json`",
    );
  }
  return await packTarball(await Promise.all(files.map((file) => readForPacking(directory, file))), options);
}

/** npm's code reads `package.json` from the disk, so it is shown a private copy that has another one. */
async function packCopy(directory: string, packageJson: JsonObject, options: PackOptions): Promise<Uint8Array> {
  return await withTemporaryDirectory("larder-pack-", async (copy) => {
    await cp(directory, copy, { recursive: true, filter: isCopied });
    await writeFile(join(copy, "package.json"), `${JSON.stringify(packageJson, undefined, 2)}\n`);
    return await packInPlace({ directory: copy, called: directory }, options);
  });
}

/** A pipe or a socket cannot be copied, and is of no package. */
async function isCopied(source: string): Promise<boolean> {
  const facts = await lstat(source);
  return (facts.isFile() || facts.isDirectory() || facts.isSymbolicLink()) && !skippedFolders.has(basename(source));
}

async function readPackageJson(directory: string): Promise<JsonObject> {
  try {
    return JSON.parse(await readFile(join(directory, "package.json"), "utf8")) as JsonObject;
  } catch (error) {
    const reason = error instanceof SyntaxError ? "has a `package.json` that is not JSON" : "has no `package.json`";
    throw new UnpackableError(directory, reason, "Run `larder check` in the folder of the package", error);
  }
}

/** npm needs the installed tree to know what of the dependencies to bundle; we do not install for packing. */
function bundlesDependencies(packageJson: JsonObject): boolean {
  return listBundledDependencies(packageJson).length > 0;
}

type RegularFile = { readonly path: string; readonly size: number; readonly executable: boolean };

/** Links and devices are left out, as npm does. */
async function listRegularFiles(directory: string, paths: readonly string[]): Promise<readonly RegularFile[]> {
  const facts = await Promise.all(paths.map(async (path) => ({ path, stat: await lstat(join(directory, path)) })));
  return facts
    .filter(({ stat }) => stat.isFile())
    .map(({ path, stat }) => ({ path, size: stat.size, executable: (stat.mode & 0o111) !== 0 }));
}

async function readForPacking(directory: string, { path, executable }: RegularFile): Promise<FileToPack> {
  return { path, content: await readFile(join(directory, path)), executable };
}

/** A folder that cannot be packed as a package. */
export class UnpackableError extends ExpectedError {
  readonly code = "EMANIFEST";
  readonly directory: string;
  /** Why, after the name of the folder. */
  readonly reason: string;

  constructor(directory: string, reason: string, hint: string, cause?: unknown) {
    super(`\`${directory}\` ${reason}, so it cannot be packed`, { hint, cause });
    this.directory = directory;
    this.reason = reason;
  }
}
