import { service } from "./token.ts";
import type { ServiceToken } from "./token.ts";

/** A file or a directory of a package's own. */
export type FileEntry = {
  /** From the root of the package's files, with `/` between names. */
  readonly path: string;
  readonly kind: "file" | "directory";
  /** In bytes; 0 for a directory. */
  readonly size: number;
};

/**
 * The files of a package: a directory of its own on the host, which no other package reaches, which outlives
 * starts and updates, and which is bounded by `larder.limits.diskMb`.
 *
 * Paths begin with `data/`. Each is asked of the permissions as `files:<path>` with `read`, `write` or `delete`.
 * One that leads out of the directory, also through a link, is refused.
 */
export type Files = {
  /** Returns the file's bytes. Throws where there is none. */
  read(path: string): Promise<Uint8Array>;
  /** Returns the file as UTF-8. Throws where there is none. */
  readText(path: string): Promise<string>;
  /** Makes the file, or puts another in its place, all of it or nothing; its directories are made. Throws where there is no room: `disk_quota`. */
  write(path: string, content: string | Uint8Array): Promise<void>;
  /** Removes a file, or a directory with all that is in it; returns whether there was one. */
  delete(path: string): Promise<boolean>;
  has(path: string): Promise<boolean>;
  /** Returns what stands in a directory and may be read, by name; nothing where there is none. `data` when left out. */
  list(directory?: string): Promise<readonly FileEntry[]>;
  /** How much of its room the package uses, in bytes; `bytesMax` is null for one without a limit. */
  usage(): Promise<{ readonly bytes: number; readonly bytesMax: number | null }>;
};

/** The package's own files. Needs rules such as `allow("files:data/**", ["read", "write"])`. */
export const Files: ServiceToken<Files, "files"> = service<Files, "files">("files");
