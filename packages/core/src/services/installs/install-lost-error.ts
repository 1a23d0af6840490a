import { ExpectedError } from "@larder/errors";

/** A host installed a package for so long without being heard of that another one has begun to. */
export class InstallLostError extends ExpectedError {
  readonly code = "EHELD";
  readonly packageName: string;

  constructor(packageName: string, version: string) {
    super(
      `Another host has taken over the installation of \`${packageName}@${version}\`: this one was silent for too long`,
      {
        hint: `Start it again with \`larder start --package ${packageName}\`: what is installed by then is left alone`,
      },
    );
    this.packageName = packageName;
  }
}
