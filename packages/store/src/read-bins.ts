import { readFileSync } from "node:fs";
import { join, posix } from "node:path";

/** A command that a package offers. */
export type Bin = {
  readonly command: string;
  /** The file, relative to the package. */
  readonly path: string;
};

/** Returns the commands that the package in `directory` offers; entries that lead out of it are none. */
export function readBins(directory: string): readonly Bin[] {
  const { name, bin } = readPackageJson(directory);
  if (typeof bin === "string") return typeof name === "string" ? safeBins({ [posix.basename(name)]: bin }) : [];
  return typeof bin === "object" && bin !== null ? safeBins(bin) : [];
}

type PackageJson = { readonly name?: unknown; readonly bin?: unknown };

/** A package whose package.json cannot be read has no commands; the registry refuses new ones of that kind. */
function readPackageJson(directory: string): PackageJson {
  try {
    const value: unknown = JSON.parse(readFileSync(join(directory, "package.json"), "utf8"));
    return typeof value === "object" && value !== null ? value : {};
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === "ENOENT") return {};
    throw error;
  }
}

function safeBins(bins: object): readonly Bin[] {
  return Object.entries(bins).flatMap(([command, target]) => {
    if (typeof target !== "string" || !/^[\w.~-]+$/.test(command) || command.startsWith(".")) return [];
    const path = posix.normalize(target);
    return path.startsWith("..") || posix.isAbsolute(path) ? [] : [{ command, path }];
  });
}
