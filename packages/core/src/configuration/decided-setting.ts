import type { Json } from "./json-tree.ts";
import type { Setting } from "./settings.ts";

/** Where a value comes from; a later one wins over an earlier one. */
export type ConfigurationSource =
  | "manifest"
  | "schema"
  | "defaults"
  | "profile"
  | "generated"
  | "file"
  | "kept"
  | "environment"
  | "flags";

/** One setting as it was decided. */
export type DecidedSetting = Setting & {
  readonly value: Json | undefined;
  /** Undefined where there is no value. */
  readonly source: ConfigurationSource | undefined;
  /** Do its conditions hold? One that does not show is neither asked for nor given. */
  readonly isVisible: boolean;
};
