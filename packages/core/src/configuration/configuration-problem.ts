import { ExpectedError } from "@larder/errors";

/** Something that keeps a configuration from being used. None of its texts holds a value that may be a secret. */
export type ConfigurationProblem = {
  readonly packageName: string;
  /** The setting, `smtp.host`; empty for the whole. */
  readonly path: string;
  /** What is wrong with it, to be read after its name: `is not set`. */
  readonly reason: string;
  /** One next step. */
  readonly fix: string;
  /** Is nothing there; does a variable that it is taken from have no value here; or does what is there not fit? */
  readonly kind: "missing" | "variable" | "invalid";
};

/** The configuration of a package is not one that it can run with. */
export class UnconfiguredError extends ExpectedError {
  readonly code = "ECONFIG";
  readonly packageName: string;
  readonly problems: readonly ConfigurationProblem[];

  constructor(packageName: string, problems: readonly [ConfigurationProblem, ...ConfigurationProblem[]]) {
    const [first, ...more] = problems;
    const others = more.length === 0 ? "" : `, and ${more.length} more`;
    super(`\`${packageName}\` is not configured: ${formatProblem(first)}${others}`, { hint: first.fix });
    this.packageName = packageName;
    this.problems = problems;
  }
}

/** `` `smtp.host` is not set ``. */
export function formatProblem({ path, reason }: Pick<ConfigurationProblem, "path" | "reason">): string {
  return path === "" ? `it ${reason}` : `\`${path}\` ${reason}`;
}
