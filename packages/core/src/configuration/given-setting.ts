import type { Path } from "./json-tree.ts";

/** A setting that stands on the command line of a host's start, as it stands there. */
export type GivenSetting = { readonly packageName: string; readonly path: Path; readonly text: string };
