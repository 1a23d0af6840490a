// The part of this room that unpacks: a worker thread loads it in a tenth of the time of the whole.
export { BadArchiveError } from "./bad-archive-error.ts";
export type { TarballFile } from "./read-tarball.ts";
export type { TarballLimits } from "./tarball-limits.ts";
export { unpackTarball } from "./unpack-tarball.ts";
export type { UnpackOptions } from "./unpack-tarball.ts";
