import { ExpectedError } from "@larder/errors";

/** `registry.yaml`, or a flag, holds a value that cannot be used. */
export class ConfigurationError extends ExpectedError {
  readonly code = "ECONFIG";
  readonly source: string;

  constructor(source: string, reason: string, hint?: string) {
    super(`\`${source}\` cannot be used: ${reason}`, hint === undefined ? {} : { hint });
    this.source = source;
  }
}
