import { ExpectedError } from "@larder/errors";

/** A path names nothing that a package may have as a file. */
export class FilePathError extends ExpectedError {
  readonly code = "EVALIDATION";
  readonly path: string;

  constructor(path: string, reason: string) {
    super(`\`${path.slice(0, 200)}\` is no path of a package's own files: ${reason}`, {
      hint: "Paths are like `data/notes/today.txt`",
    });
    this.path = path;
  }
}

/** There is no such file. */
export class FileMissingError extends ExpectedError {
  readonly code = "E404";
  readonly path: string;

  constructor(path: string) {
    super(`There is no file \`${path}\``);
    this.path = path;
  }
}

/** The host's disk does not do what was asked. What it said, with the path on the host, is the cause. */
export class DiskFailureError extends ExpectedError {
  readonly code = "EUNAVAILABLE";
  readonly path: string;

  constructor(path: string, cause: NodeJS.ErrnoException) {
    super(`The disk of the host does not let it use \`${path}\`: ${cause.code}`, { cause });
    this.path = path;
  }
}

/** What a package would keep is more than it has room for. */
export class DiskQuotaError extends ExpectedError {
  readonly code = "E413";
  readonly packageName: string;
  /** With what it asked for, in bytes. */
  readonly wantedBytes: number;
  readonly bytesMax: number;

  constructor(packageName: string, wantedBytes: number, bytesMax: number) {
    super(`The files of \`${packageName}\` would take ${wantedBytes} bytes, and it has room for ${bytesMax}`, {
      hint: "Delete some, or set `larder.limits.diskMb` in its package.json",
    });
    this.packageName = packageName;
    this.wantedBytes = wantedBytes;
    this.bytesMax = bytesMax;
  }
}
