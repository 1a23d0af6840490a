import { ExpectedError } from "@larder/errors";

/** A server did not answer a package, or not in time. */
export class HttpFailedError extends ExpectedError {
  readonly code = "ENETWORK";
  /** Without its query. */
  readonly url: string;

  constructor(url: string, reason: string, cause?: unknown) {
    super(`\`${url}\` could not be fetched: ${reason}`, { cause });
    this.url = url;
  }
}

/** The answer of a server is larger than was asked for. */
export class HttpTooLargeError extends ExpectedError {
  readonly code = "E413";
  readonly url: string;
  readonly bytesMax: number;

  constructor(url: string, bytesMax: number) {
    super(`The answer of \`${url}\` is larger than ${bytesMax} bytes`);
    this.url = url;
    this.bytesMax = bytesMax;
  }
}

/** A package asked for a server at an address that is not public. */
export class PrivateAddressError extends ExpectedError {
  readonly code = "E403";
  readonly packageName: string;
  readonly url: string;

  constructor(packageName: string, url: string) {
    super(`\`${packageName}\` may not fetch \`${url}\`: its address is not public`, {
      hint: `Add { "resource": "private-net:${url}", "actions": ["fetch"], "effect": "allow" } to \`larder.permissions\` of the package`,
    });
    this.packageName = packageName;
    this.url = url;
  }
}
