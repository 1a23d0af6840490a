import { type Answer, type CacheScope, headerList, noSniffing } from "./answer.ts";
import type { ServedTarball } from "./served-tarball.ts";

/** Returns the answer to a request for an archive: 304 when the client has it, which never changes. */
export function tarballAnswer(tarball: ServedTarball, knownEtag: string | undefined, scope: CacheScope): Answer {
  const { size, etag } = tarball;
  const headers = headerList({
    "content-type": "application/octet-stream",
    ...noSniffing,
    "cache-control": `${scope}, max-age=31536000, immutable`,
    etag,
    "content-length": size === undefined ? undefined : String(size),
  });
  if (etag !== undefined && etag === knownEtag) return { status: 304, headers, body: undefined };
  return { status: 200, headers, body: tarball.open() };
}
