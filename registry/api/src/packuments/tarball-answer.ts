import { type Answer, type CacheScope, noSniffing } from "./answer.ts";
import type { ServedTarball } from "./served-tarball.ts";

/** Returns the answer to a request for an archive: 304 when the client has it, which never changes. */
export function tarballAnswer(tarball: ServedTarball, knownEtag: string | undefined, scope: CacheScope): Answer {
  const { size, etag } = tarball;
  const headers = [
    ...["content-type", "application/octet-stream"],
    ...noSniffing,
    ...["cache-control", `${scope}, max-age=31536000, immutable`],
    ...(etag === undefined ? [] : ["etag", etag]),
    ...(size === undefined ? [] : ["content-length", String(size)]),
  ];
  if (etag !== undefined && etag === knownEtag) return { status: 304, headers, body: undefined };
  return { status: 200, headers, body: tarball.open() };
}
