import { createHash } from "node:crypto";
import { gunzipSync } from "node:zlib";

import type { Exchange, ExchangeRequest } from "./exchange.ts";

/** What each answer of a measured path must be. */
export type Expectation = {
  readonly status: number;
  /** Of the body as it comes over the wire. */
  readonly bytes: number;
  readonly contentEncoding: string | undefined;
  /** sha256 of the decoded body, in hex. */
  readonly contentHash: string;
};

/** Returns what `answer`, whose body was kept, makes us expect of the next ones. */
export function expectationOf(answer: Exchange): Expectation {
  return {
    status: answer.status,
    bytes: answer.bytes,
    contentEncoding: answer.headers["content-encoding"],
    contentHash: hashOf(decodedBody(answer)),
  };
}

/** Returns the body of an answer that was kept, without its encoding. */
export function decodedBody({ headers, chunks }: Exchange): Buffer {
  const body = Buffer.concat(chunks);
  return headers["content-encoding"] === "gzip" ? gunzipSync(body) : body;
}

/**
 * Throws when `answer` is not what was expected. The hash is compared where the body was kept; the status and the
 * count of bytes always.
 */
export function assertExpected(request: ExchangeRequest, answer: Exchange, expected: Expectation): void {
  const seen: Expectation = {
    status: answer.status,
    bytes: answer.bytes,
    contentEncoding: answer.headers["content-encoding"],
    contentHash: answer.chunks.length === 0 ? expected.contentHash : hashOf(decodedBody(answer)),
  };
  const different = (Object.keys(expected) as (keyof Expectation)[]).filter((key) => seen[key] !== expected[key]);
  if (different.length === 0) return;
  const facts = different.map((key) => `${key} is ${seen[key]}, not ${expected[key]}`).join(", ");
  throw new Error(`The answer to \`${request.method} ${request.path}\` is not the one that is measured: ${facts}`);
}

function hashOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
