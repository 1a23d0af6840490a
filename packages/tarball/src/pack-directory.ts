import { cp, lstat, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";

import { ExpectedError } from "@larder/errors";
import type { JsonObject } from "@larder/packument";

import { skippedFolders } from "./disk-tree.ts";
import { type FileToPack, type PackOptions, packTarball } from "./pack-tarball.ts";
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
  return packageJson === undefined ? await packInPlace(directory, pack) : await packCopy(directory, packageJson, pack);
}

async function packInPlace(directory: string, options: PackOptions): Promise<Uint8Array> {
  const packageJson = await readPackageJson(directory);
  if (bundlesDependencies(packageJson)) {
    throw new UnpackableError(directory, "bundles dependencies", "Publish it with `npm publish` or `pnpm publish`");
  }
  // npm normalises `bin` before it asks which files to pack.
  const { bin } = packageJson;
  const normalised = typeof bin === "string" ? { ...packageJson, bin: { [basename(directory)]: bin } } : packageJson;
  const tree = { path: directory, package: normalised, isProjectRoot: true, edgesOut: new Map<string, never>() };
  // A registry reads archives and packs none: it need not carry what chooses the files of one.
  const { default: packlist } = await import("npm-packlist");
  const files = await Promise.all((await packlist(tree)).map((path) => readForPacking(directory, path)));
  const present = files.filter((file) => file !== undefined);
  return await packTarball(present, options);
}

/** npm's code reads `package.json` from the disk, so it is shown a private copy that has another one. */
async function packCopy(directory: string, packageJson: JsonObject, options: PackOptions): Promise<Uint8Array> {
  return await withTemporaryDirectory("larder-pack-", async (copy) => {
    await cp(directory, copy, { recursive: true, filter: (source) => !skippedFolders.has(basename(source)) });
    await writeFile(join(copy, "package.json"), `${JSON.stringify(packageJson, undefined, 2)}\n`);
    return await packInPlace(copy, options);
  });
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
function bundlesDependencies({ bundleDependencies, bundledDependencies }: JsonObject): boolean {
  return [bundleDependencies, bundledDependencies].some((value) =>
    Array.isArray(value) ? value.length > 0 : value === true,
  );
}

/** Returns `undefined` for a link or a device: npm leaves them out as well. */
async function readForPacking(directory: string, path: string): Promise<FileToPack | undefined> {
  const file = join(directory, path);
  const stat = await lstat(file);
  if (!stat.isFile()) return undefined;
  return { path, content: await readFile(file), executable: (stat.mode & 0o111) !== 0 };
}

/** A folder that cannot be packed as a package. */
export class UnpackableError extends ExpectedError {
  readonly code = "EMANIFEST";
  readonly directory: string;

  constructor(directory: string, reason: string, hint: string, cause?: unknown) {
    super(`\`${directory}\` ${reason}, so it cannot be packed`, { hint, cause });
    this.directory = directory;
  }
}
