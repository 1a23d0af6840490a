import { ExpectedError } from "@larder/errors";

/** The command line does not fit the command. */
export class UsageError extends ExpectedError {
  readonly code = "EUSAGE";
}

/** A file or variable that configures this program has a value that cannot be used. */
export class ConfigurationError extends ExpectedError {
  readonly code = "ECONFIG";
}

/** This needs a token for the registry, and none was found. */
export class NeedAuthError extends ExpectedError {
  readonly code = "ENEEDAUTH";
  readonly registry: string;

  constructor(registry: string) {
    super(`\`${registry}\` wants a token, and none was found for it`, {
      hint: `Run \`larder login --registry ${registry} --user NAME\``,
    });
    this.registry = registry;
  }
}

/** Another process listens where a server shall listen. */
export class AddressInUseError extends ExpectedError {
  readonly code = "EADDRINUSE";
  readonly address: string;

  constructor(address: string, option: string) {
    super(`Another process listens on \`${address}\``, {
      hint: `Stop that process, or choose another address with \`${option} 127.0.0.1:PORT\`; port 0 takes a free one`,
    });
    this.address = address;
  }
}
