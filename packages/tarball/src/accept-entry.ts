import type { Header } from "tar-stream";

import type { ArchiveFrames } from "./archive-frames.ts";
import type { ArchivePaths } from "./archive-paths.ts";
import { BadArchiveError } from "./bad-archive-error.ts";
import type { TarballLimits } from "./tarball-limits.ts";

/** What of a header is looked at. */
export type EntryHeader = Pick<Header, "name" | "size" | "type" | "mode">;

/** Where an entry stands, and what it says about itself. */
export type PlacedHeader = { readonly header: EntryHeader; readonly offset: number };

/** What the entries of one archive are judged by. */
export type ArchiveRules = {
  readonly frames: ArchiveFrames;
  readonly paths: ArchivePaths;
  readonly limits: TarballLimits;
};

/** A regular file that may be there. */
export type AcceptedFile = {
  /** Relative to the package's root, with forward slashes. */
  readonly path: string;
  readonly size: number;
  readonly executable: boolean;
};

/** Throws {@link BadArchiveError}; returns `undefined` for what is no file and does no harm. */
export function acceptEntry(
  { header, offset }: PlacedHeader,
  { frames, paths, limits }: ArchiveRules,
): AcceptedFile | undefined {
  const { name, size } = header;
  const frame = frames.take();
  if (frame === undefined || frame.sizeBytes !== size || frame.headerStart !== offset) {
    throw new BadArchiveError(name, "has two different sizes");
  }
  switch (kindOf(header, limits)) {
    case "folder":
      paths.addFolder(name);
      return undefined;
    case "skipped":
      return undefined;
    case "file":
      if (size > limits.fileBytesMax) throw new BadArchiveError(name, `has more than ${limits.fileBytesMax} bytes`);
      return { path: paths.addFile(name), size, executable: (header.mode & 0o111) !== 0 };
  }
}

function kindOf({ name, type, size }: EntryHeader, limits: TarballLimits): "file" | "folder" | "skipped" {
  if (type === "directory" && size > 0) throw new BadArchiveError(name, "is a folder with content");
  if (type === "directory") return "folder";
  if (type === "file" || type === "contiguous-file") return "file";
  if (limits.origin === "foreign" && (type === "symlink" || type === "link")) return "skipped";
  // Its types leave out that tar-stream says null for a type that it does not know.
  const kind = (type as string | null) ?? "thing of an unknown kind";
  throw new BadArchiveError(name, `is a ${kind}, and only files and folders may be there`);
}
