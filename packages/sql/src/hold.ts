// The part of this room that locks directories: it loads in a tenth of the time of the whole.
export { DirectoryHeldError } from "./directory-held-error.ts";
export type { DirectoryHolder } from "./directory-held-error.ts";
export { holdDirectory } from "./hold-directory.ts";
export type { DirectoryHold, HolderFacts } from "./hold-directory.ts";
export { shareDirectory } from "./share-directory.ts";
export type { DirectoryShare, ShareOptions } from "./share-directory.ts";
