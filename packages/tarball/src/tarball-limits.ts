/** How large and how deep an archive may be. */
export type TarballLimits = {
  /** Entries, folders included. */
  readonly entriesMax: number;
  /** Bytes of the archive once decompressed. */
  readonly unpackedBytesMax: number;
  /** Bytes of one file. */
  readonly fileBytesMax: number;
  /** Decompressed bytes for each compressed one, once there are enough of them to judge. */
  readonly ratioMax: number;
  /** Folders above a file, the root included. */
  readonly depthMax: number;
  /** Bytes of one path in UTF-8, the root included. */
  readonly pathBytesMax: number;
  /** Bytes of one text that is kept for an inspection; a longer one is not kept. */
  readonly textBytesMax: number;
  /** Bytes of all texts that are kept. */
  readonly textsBytesMax: number;
  /**
   * `hosted`: published here, so every rule holds. `foreign`: another registry accepted it long ago; links are skipped,
   * as npm skips them, names may differ only by case and have segments that say nothing, and of a file that is there
   * twice the last one counts.
   */
  readonly origin: "hosted" | "foreign";
};

const mebibyte = 1024 * 1024;

/** The limits that hold where none are given. The largest package on npm has some 60,000 files and some 700 MB. */
export const defaultTarballLimits: TarballLimits = {
  entriesMax: 100_000,
  unpackedBytesMax: 2048 * mebibyte,
  fileBytesMax: 1024 * mebibyte,
  ratioMax: 200,
  depthMax: 64,
  pathBytesMax: 1024,
  textBytesMax: mebibyte,
  textsBytesMax: 64 * mebibyte,
  origin: "hosted",
};
