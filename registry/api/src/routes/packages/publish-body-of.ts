import { BadPublishBodyError } from "../../publishing/publish-errors.ts";

/** Returns the body of a publish as it arrives. Throws {@link BadPublishBodyError} when there is none. */
export function publishBodyOf(request: Request): AsyncIterable<Uint8Array> {
  if (request.body === null) throw new BadPublishBodyError("it is empty");
  return request.body;
}
