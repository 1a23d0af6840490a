import { ExpectedError } from "@larder/errors";

import { DiskFailureError, FilePathError } from "./files-errors.ts";

/** Is `failure` that something, or a directory above it, is not there? */
export function isMissing(failure: unknown): boolean {
  return ["ENOENT", "ENOTDIR", "ELOOP", "ENXIO"].includes(codeOf(failure) ?? "");
}

/** Returns what a package is told of what the disk said about its own `path`: nothing of where that is on the host. */
export function describeDiskFailure(path: string, failure: unknown): unknown {
  const code = codeOf(failure);
  if (code === undefined || failure instanceof ExpectedError) return failure;
  if (["EISDIR", "ENOTDIR", "EEXIST"].includes(code)) {
    return new FilePathError(path, "a directory has its name, or a file that of its directory");
  }
  if (code === "ENAMETOOLONG") return new FilePathError(path, "it is too long for the disk of the host");
  return new DiskFailureError(path, failure as NodeJS.ErrnoException);
}

function codeOf(failure: unknown): string | undefined {
  const code: unknown = failure instanceof Error && "code" in failure ? failure.code : undefined;
  return typeof code === "string" ? code : undefined;
}
