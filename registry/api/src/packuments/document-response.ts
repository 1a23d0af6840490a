import { encodingFor } from "./negotiate.ts";
import type { ServedDocument } from "./served-document.ts";

/** Below this many bytes, compressing costs more than it saves. */
const compressedBytesMin = 1024;

/** Who may keep a copy: everybody, or only the one who asked. */
export type CacheScope = "public" | "private";

/** Returns the answer to a request for `document`: 304 when the client has it, else the bytes in the best encoding. */
export async function documentResponse(
  document: ServedDocument,
  requestHeaders: Headers,
  scope: CacheScope,
): Promise<Response> {
  const headers = new Headers({
    "content-type": document.contentType,
    etag: document.etag,
    "last-modified": document.lastModified,
    "cache-control": `${scope}, no-cache`,
    vary: "Accept, Accept-Encoding",
  });
  if (isKnown(document, requestHeaders)) return new Response(null, { status: 304, headers });

  const encoding =
    document.bytes.length < compressedBytesMin
      ? undefined
      : encodingFor(requestHeaders.get("accept-encoding") ?? undefined);
  const bytes = encoding === undefined ? document.bytes : await document.encoded(encoding);
  if (encoding !== undefined) headers.set("content-encoding", encoding);
  headers.set("content-length", String(bytes.length));
  return new Response(bytes, { headers });
}

/** Does the client have this document? `If-None-Match` decides when it is there; a 304 without any question would be an error. */
function isKnown(document: { etag: string; modifiedAt: Date }, headers: Headers): boolean {
  if (headers.get("cache-control") === "no-cache" && !headers.has("if-none-match")) return false;
  const known = headers.get("if-none-match");
  if (known !== null) return known === "*" || known.split(",").some((etag) => strong(etag) === strong(document.etag));
  const since = Date.parse(headers.get("if-modified-since") ?? "");
  // The header counts in seconds.
  return !Number.isNaN(since) && Math.floor(document.modifiedAt.getTime() / 1000) * 1000 <= since;
}

function strong(etag: string): string {
  return etag.trim().replace(/^W\//, "");
}
