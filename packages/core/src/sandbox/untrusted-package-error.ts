import { ExpectedError } from "@larder/errors";

/** A package would run sandboxed, and this host has no sandbox. Nothing of it runs. */
export class UntrustedPackageError extends ExpectedError {
  readonly code = "EUNTRUSTED";
  readonly packageName: string;

  constructor(packageName: string, hostDirectory: string) {
    const next = `larder add --trust ${packageName} --cwd ${hostDirectory}`;
    super(`\`${packageName}\` holds code that you did not trust yet: let it run in this host with \`${next}\``, {
      hint: `See what it holds and what it may reach with \`larder info ${packageName}\``,
    });
    this.packageName = packageName;
  }
}
