import { ExpectedError } from "@larder/errors";

/** The signature of a package does not hold, or it has none where one is required. Nothing of it runs. */
export class UntrustedSignatureError extends ExpectedError {
  readonly code = "EUNTRUSTED";
  readonly packageName: string;

  constructor(packageName: string, reason: string) {
    super(`\`${packageName}\` does not run: ${reason}`, {
      hint: "Get it from whoever signs for this host, or look at `LARDER_SIGNATURES` and `LARDER_SIGNATURE_KEY`",
    });
    this.packageName = packageName;
  }
}
