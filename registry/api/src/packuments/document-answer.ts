import type { Answer, CacheScope } from "./answer.ts";
import { encodingFor } from "./negotiate.ts";
import type { ServedDocument } from "./served-document.ts";

/** Below this many bytes, compressing costs more than it saves. */
const compressedBytesMin = 1024;

/** Returns the value of a header of the request, by its name in lower case; several of one name are joined by commas. */
export type ReadHeader = (name: string) => string | undefined;

/** Returns the answer to a request for `document`: 304 when the client has it, else the bytes in the best encoding. */
export function documentAnswer(document: ServedDocument, header: ReadHeader, scope: CacheScope): Promise<Answer> {
  if (isKnown(document, header)) return document.unchangedAnswer(scope);
  const isSmall = document.bytes.length < compressedBytesMin;
  return document.wholeAnswer(scope, isSmall ? undefined : encodingFor(header("accept-encoding")));
}

/** Does the client have this document? `If-None-Match` decides when it is there; a 304 without any question would be an error. */
function isKnown(document: { etag: string; modifiedAt: Date }, header: ReadHeader): boolean {
  const known = header("if-none-match");
  if (known !== undefined) {
    return known === "*" || known.split(",").some((etag) => strong(etag) === strong(document.etag));
  }
  const since = header("if-modified-since");
  if (since === undefined || header("cache-control") === "no-cache") return false;
  const sinceMs = Date.parse(since);
  // The header counts in seconds.
  return !Number.isNaN(sinceMs) && Math.floor(document.modifiedAt.getTime() / 1000) * 1000 <= sinceMs;
}

function strong(etag: string): string {
  return etag.trim().replace(/^W\//, "");
}
