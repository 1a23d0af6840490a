import { ExpectedError } from "@larder/errors";

/** A hook of a package did not end well. */
export class HookFailedError extends ExpectedError {
  readonly code = "EPLUGIN";
  readonly packageName: string;
  /** `pre-install`. */
  readonly hook: string;

  constructor(packageName: string, hook: string, reason: string, cause?: unknown) {
    super(`The hook \`${hook}\` of \`${packageName}\` failed: ${reason}`, {
      hint: "The log of the host has what it said",
      ...(cause === undefined ? {} : { cause }),
    });
    this.packageName = packageName;
    this.hook = hook;
  }
}
