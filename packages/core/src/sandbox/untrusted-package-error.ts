import { ExpectedError } from "@larder/errors";

/** A package would run sandboxed, and this host has no sandbox. Nothing of it runs. */
export class UntrustedPackageError extends ExpectedError {
  readonly code = "EUNTRUSTED";
  readonly packageName: string;

  constructor(packageName: string) {
    super(
      `\`${packageName}\` holds code that you did not trust yet: let it run in this host with \`larder add --trust ${packageName}\``,
      {
        hint: `See what it holds and what it may reach with \`larder info ${packageName}\``,
      },
    );
    this.packageName = packageName;
  }
}
