import { ExpectedError } from "@larder/errors";

/** A sandboxed package used more than it may, or its sandbox is gone. */
export class SandboxError extends ExpectedError {
  readonly code = "EPLUGIN";
  readonly packageName: string;

  constructor(packageName: string, reason: string) {
    super(`The sandbox of \`${packageName}\` ended: ${reason}`, {
      hint: "Its limits stand under `larder.limits` in its package.json",
    });
    this.packageName = packageName;
  }
}

/** The code of a package cannot be made into one file for a sandbox. */
export class BundleError extends ExpectedError {
  readonly code = "EPLUGIN";
  readonly packageName: string;

  constructor(packageName: string, reason: string) {
    super(`\`${packageName}\` cannot run sandboxed: ${reason}`, {
      hint: `What needs Node itself runs only where you trust it: \`larder add --trust ${packageName}\``,
    });
    this.packageName = packageName;
  }
}

/** This machine cannot run sandboxes. What is not trusted does not run at all then. */
export class SandboxUnavailableError extends ExpectedError {
  readonly code = "EPLUGIN";
  readonly packageName: string;

  constructor(packageName: string, reason: string) {
    super(`\`${packageName}\` cannot run sandboxed: ${reason}`, {
      hint: "Run the host with a version of Node that can, or trust the package with `larder add --trust`",
    });
    this.packageName = packageName;
  }
}
