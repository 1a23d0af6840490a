import type { Environment } from "./config.ts";
import type { StandardInput } from "./standard-input.ts";
import type { Lifetime } from "./lifetime.ts";
import type { Progress } from "./output/progress.ts";

/** What a command may use of the process that runs it. */
export type Context = {
  /** `--cwd`, else where the process was started; absolute. */
  readonly cwd: string;
  readonly environment: Environment;
  readonly progress: Progress;
  /** Prints a remark, and puts it into the document of `--json`. */
  readonly warn: (message: string) => void;
  readonly input: StandardInput;
  readonly lifetime: Lifetime;
  /** The lowest level that a server logs to stderr. */
  readonly logLevel: "debug" | "info" | "warn" | "silent";
};
