import { lstatSync, statSync } from "node:fs";
import { join, resolve } from "node:path";

import { inspectPackage, type InspectOptions, type PackageInspection, type Problem } from "@larder/package-contents";
import { ExpectedError } from "@larder/errors";
import { diskTree } from "@larder/tarball";

import { UsageError } from "../errors.ts";

/**
 * Returns what the package in `directory` is, declares and contains. Throws {@link UsageError} when that is no directory,
 * and for a package.json that is a symbolic link, which would be missing in the archive.
 */
export function inspectDirectory(cwd: string, directory: string, options: InspectOptions): PackageInspection {
  const path = packageDirectory(cwd, directory);
  if (lstatSync(join(path, "package.json"), { throwIfNoEntry: false })?.isSymbolicLink() === true) {
    throw new UsageError(`\`package.json\` of \`${directory}\` is a symbolic link, which archives do not hold`, {
      hint: "Put the file itself in its place",
    });
  }
  return inspectPackage(diskTree(path), options);
}

/** Returns `directory` as an absolute path. Throws {@link UsageError} when there is no such directory. */
export function packageDirectory(cwd: string, directory: string): string {
  const path = resolve(cwd, directory);
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) return path;
  throw new UsageError(`\`${directory}\` is not a directory`, { hint: "Name the folder of a package" });
}

/** A package is not fit to be published; its problems stand in the detail. */
export class UnfitPackageError extends ExpectedError {
  readonly code = "EMANIFEST";
  readonly problems: readonly Problem[];
  readonly detail: string;

  constructor(directory: string, problems: readonly Problem[]) {
    const errors = problems.filter(({ severity }) => severity === "error");
    super(
      errors.length === 1
        ? `The package in \`${directory}\` has an error`
        : `The package in \`${directory}\` has ${errors.length} errors`,
      { hint: `Correct that, then run \`larder check ${directory}\`` },
    );
    this.problems = problems;
    this.detail = problems.map(formatProblem).join("\n");
  }
}

/** Returns `problem` with its file, its reason and, on a line of its own, what to do. */
export function formatProblem({ severity, path, message, hint }: Problem): string {
  return `${severity} ${path}: ${message}${hint === undefined ? "" : `\n  ${hint}`}`;
}
