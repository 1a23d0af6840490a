import { type FileEntry, inspectPackage } from "@larder/package-contents";
import type { Json } from "@larder/packument";
import { parsePublishableName, parseVersion } from "@larder/package-spec";
import { packDirectory, readTarball } from "@larder/tarball";

import { inspectDirectory, packageDirectory, UnfitPackageError } from "./inspect-directory.ts";
import type { PackedPackage } from "./publish-document.ts";
import { scanDirectory } from "./scan-directory.ts";

export type PackOptions = {
  readonly cwd: string;
  /** The folder, as the user named it. */
  readonly directory: string;
  /** For a folder whose files do not say them. */
  readonly identity: { readonly name?: string; readonly version?: string };
};

/**
 * Returns the archive of the package in a folder, with what the registry will find in it.
 *
 * The archive gets the canonical `package.json`, also for a format that has none. What is published
 * is inspected, not the folder: a file that is not packed does not count. Throws
 * {@link UnfitPackageError} with the problems of a package that the registry would refuse.
 */
export async function packPackage(
  options: PackOptions,
): Promise<PackedPackage & { readonly files: readonly FileEntry[]; readonly warnings: readonly string[] }> {
  const { cwd, directory, identity } = options;
  const { packageJson } = refuseErrors(directory, inspectDirectory(cwd, directory, { identity }));

  const folder = packageDirectory(cwd, directory);
  const tarball = await packDirectory(folder, { packageJson });
  const { tree } = await readTarball(tarball);
  const inspection = refuseErrors(directory, inspectPackage(tree));
  const packed = tree.files.map((file) => file.path);
  const problems = [...inspection.problems, ...(await scanDirectory(folder, inspection, packed))];

  return {
    name: parsePublishableName(textOf(packageJson["name"])),
    version: parseVersion(textOf(packageJson["version"])),
    packageJson,
    readme: readReadme(tree.files, (path) => tree.readText(path)),
    tarball,
    files: tree.files,
    warnings: problems.map(({ path, message }) => `${path}: ${message}`),
  };
}

function refuseErrors<Inspection extends ReturnType<typeof inspectPackage>>(
  directory: string,
  inspection: Inspection,
): Inspection {
  if (inspection.problems.some(({ severity }) => severity === "error")) {
    throw new UnfitPackageError(directory, inspection.problems);
  }
  return inspection;
}

/** What is no text is no name and no version: the parsers say so. */
function textOf(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}

function readReadme(files: readonly FileEntry[], readText: (path: string) => string | undefined): string | undefined {
  const readme = files.find(({ path }) => /^readme(?:\.(?:md|markdown|txt))?$/i.test(path));
  return readme === undefined ? undefined : readText(readme.path);
}
