import { hasCode, type PackageInspection, type Problem } from "@larder/package-contents";

/**
 * Returns what stands out in the code of the package in `directory`, as warnings with file and line: hints for its
 * author and for whoever trusts it. `paths` are the files that count, from `directory`.
 *
 * The core takes half a second to import, which a package without code does not need.
 */
export async function scanDirectory(
  directory: string,
  { components }: PackageInspection,
  paths: readonly string[],
): Promise<readonly Problem[]> {
  if (!hasCode(components)) return [];
  const { scanPackage } = await import("@larder/core");
  return scanPackage(directory, paths);
}
