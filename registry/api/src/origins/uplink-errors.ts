import { ExpectedError } from "@larder/errors";

const checkUplink = "Try again later; what was fetched before is still served";

/** An uplink cannot be reached, or has failed so often that it is left alone for a moment. */
export class UplinkUnavailableError extends ExpectedError {
  readonly code = "EUNAVAILABLE";
  readonly uplink: string;

  constructor(uplink: string, reason: string, cause?: unknown) {
    super(`The uplink \`${uplink}\` is not available: ${reason}`, { hint: checkUplink, cause });
    this.uplink = uplink;
  }
}

/** An uplink answered, but not with what was asked for. */
export class UplinkAnswerError extends ExpectedError {
  readonly code = "EUPLINK";
  readonly uplink: string;
  /** Of HTTP, where that is what was wrong. */
  readonly status: number | undefined;

  constructor(uplink: string, reason: string, { status, cause }: { status?: number; cause?: unknown } = {}) {
    super(`The uplink \`${uplink}\` ${reason}`, { hint: checkUplink, cause });
    this.uplink = uplink;
    this.status = status;
  }
}

/** An answer of an uplink leads to a place that nobody declared. */
export class ForbiddenAddressError extends ExpectedError {
  readonly code = "EUPLINK";
  readonly uplink: string;
  readonly host: string;

  constructor(uplink: string, host: string, reason: string) {
    super(`The uplink \`${uplink}\` leads to \`${host}\`, ${reason}`, {
      hint: `If that is right, add the host to \`uplinks.${uplink}.privateHosts\` in registry.yaml`,
    });
    this.uplink = uplink;
    this.host = host;
  }
}

/** A request came back to the registry that sent it: an uplink leads here. */
export class UplinkLoopError extends ExpectedError {
  readonly code = "EUPLINK";

  constructor() {
    super("This registry is its own uplink: a request that it sent came back to it", {
      hint: "Name another registry in `--uplink` or registry.yaml",
    });
  }
}
