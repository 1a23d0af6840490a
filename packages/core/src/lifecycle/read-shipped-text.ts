import { readFile, realpath, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";

import { ExpectedError } from "@larder/errors";

import { isMissing } from "../services/files/disk-failures.ts";

/** The largest text that is read, in bytes. */
const bytesMax = 4 * 1024 * 1024;

/** What a package asks for is no file that it brings. Nothing tells where it would be on the host. */
export class ShippedFileError extends ExpectedError {
  readonly code = "E404";
  readonly path: string;

  constructor(path: string, reason: string) {
    super(`\`${path.slice(0, 200)}\` cannot be read from the package: ${reason}`, {
      hint: "Paths are relative to the package, like `templates/welcome.txt`; what is published is said by `files` of its package.json",
    });
    this.path = path;
  }
}

/**
 * Returns the text of a file that a package brings, at `path` below its `directory`: in a sandbox, too, so that the same
 * code reads its templates in both modes. Throws {@link ShippedFileError}.
 */
export async function readShippedText(directory: string | undefined, path: unknown): Promise<string> {
  const names = parseShippedPath(path);
  if (directory === undefined) throw new ShippedFileError(names.join("/"), "it has no files");
  const shown = names.join("/");
  try {
    const root = await realpath(directory);
    const file = await realpath(join(root, ...names));
    // A link in a folder of the operator's own may lead anywhere.
    const stands = relative(root, file).split(sep);
    if (stands.some(isHidden)) throw new ShippedFileError(shown, "it leads to what is not part of the package");
    const { size, isFile } = await statOf(file);
    if (!isFile) throw new ShippedFileError(shown, "it is no file");
    if (size > bytesMax) throw new ShippedFileError(shown, `it is larger than ${bytesMax} bytes`);
    return await readFile(file, "utf8");
  } catch (failure) {
    if (isMissing(failure)) throw new ShippedFileError(shown, "there is no such file");
    throw failure;
  }
}

async function statOf(file: string): Promise<{ readonly size: number; readonly isFile: boolean }> {
  const found = await stat(file);
  return { size: found.size, isFile: found.isFile() };
}

function parseShippedPath(path: unknown): readonly string[] {
  if (typeof path !== "string") throw new ShippedFileError(String(path), "its path is no text");
  // eslint-disable-next-line no-control-regex
  if (path.length > 1024 || /[\\\u0000-\u001f\u007f:]/.test(path)) {
    throw new ShippedFileError(path, "its path is too long, or has a character that no path of a package has");
  }
  const names = path.split("/");
  if (names.some((name) => name === "" || isHidden(name))) {
    throw new ShippedFileError(path, "a part of its path is empty, begins with a dot, or is `node_modules`");
  }
  return names;
}

/** What is installed beside a package, keys and the stores of version control are no part of it; `..` leads out of it. */
function isHidden(name: string): boolean {
  return name.startsWith(".") || name === "node_modules";
}
