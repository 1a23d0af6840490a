import { BadPublishBodyError } from "../../publishing/publish-errors.ts";

/** A body that says that it is no larger is read at once: a stream of the web costs more than all that is in it. */
const wholeBytesMax = 256 * 1024;

/**
 * Returns the body of a publish as it arrives, and a small one in one piece.
 *
 * Throws {@link BadPublishBodyError} when there is none.
 */
export function publishBodyOf(request: Request): AsyncIterable<Uint8Array> {
  const length = Number(request.headers.get("content-length"));
  if (length > 0 && length <= wholeBytesMax) return wholeBodyOf(request);
  if (request.body === null) throw new BadPublishBodyError("it is empty");
  return request.body;
}

/** The server lets nobody send more than he said. */
async function* wholeBodyOf(request: Request): AsyncGenerator<Uint8Array> {
  yield new Uint8Array(await request.arrayBuffer());
}
