import { ExpectedError } from "@larder/errors";

/** A directory is not a host, or a file of it cannot be used. */
export class HostError extends ExpectedError {
  readonly code = "EHOST";
  /** The file, relative to the host, with the line when there is one: `larder.yaml:7`. */
  readonly place: string;

  constructor(place: string, reason: string, hint?: string) {
    super(`\`${place}\` ${reason}`, hint === undefined ? {} : { hint });
    this.place = place;
  }
}
