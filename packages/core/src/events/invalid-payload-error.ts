import { ExpectedError } from "@larder/errors";

/** The payload of an event does not fit the event's schema. */
export class InvalidPayloadError extends ExpectedError {
  readonly code = "EVALIDATION";
  readonly event: string;
  readonly problems: readonly { readonly path: string; readonly message: string }[];

  constructor(event: string, problems: InvalidPayloadError["problems"]) {
    const [first] = problems;
    const place = first === undefined || first.path === "" ? "it" : `\`${first.path}\``;
    super(`The payload of \`${event}\` is invalid: ${place} ${first?.message ?? "does not fit its schema"}`);
    this.event = event;
    this.problems = problems;
  }
}
