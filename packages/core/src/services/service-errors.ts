import { ExpectedError } from "@larder/errors";
import type { Visibility } from "@larder/sdk";

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

/** A package needs a service that its provider keeps for itself, or for those that require it. */
export class ServiceHiddenError extends ExpectedError {
  readonly code = "E403";
  readonly service: string;
  readonly provider: string;
  readonly packageName: string;

  constructor(facts: { service: string; provider: string; packageName: string; visibility: Visibility }) {
    const { service, provider, packageName, visibility } = facts;
    super(`\`${packageName}\` may not use the service \`${service}\`: it is ${visibility} to \`${provider}\``, {
      ...(visibility === "protected" && { hint: `Name \`${provider}\` in \`larder.requires\` of the package` }),
    });
    this.service = service;
    this.provider = provider;
    this.packageName = packageName;
  }
}

function listOf(names: readonly string[]): string {
  return names.length === 0 ? "none" : names.map((name) => `\`${name}\``).join(", ");
}
