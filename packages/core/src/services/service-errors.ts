import { ExpectedError } from "@larder/errors";

/** Something needs a service that nobody offers. */
export class ServiceMissingError extends ExpectedError {
  readonly code = "EPLUGIN";
  readonly service: string;
  /** The services that there are, sorted. */
  readonly offered: readonly string[];

  constructor(service: string, offered: readonly string[]) {
    super(`No started package provides the service \`${service}\`; there are ${listOf(offered)}`, {
      hint: "Name the package that provides it in `larder.requires`, so that it starts first",
    });
    this.service = service;
    this.offered = offered;
  }
}

/** Two would offer one service, or a plugin one of the host's own. */
export class ServiceTakenError extends ExpectedError {
  readonly code = "EPLUGIN";
  readonly service: string;
  readonly provider: string;

  constructor(service: string, provider: string) {
    super(`The service \`${service}\` is provided by \`${provider}\` already`);
    this.service = service;
    this.provider = provider;
  }
}

function listOf(names: readonly string[]): string {
  return names.length === 0 ? "none" : names.map((name) => `\`${name}\``).join(", ");
}
