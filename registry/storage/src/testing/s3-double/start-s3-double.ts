import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

import type { S3Answer } from "./s3-content.ts";
import { type S3Content, s3Operations } from "./s3-operations.ts";
import { formatRefusal, S3Refusal } from "./s3-refusal.ts";
import { operationOf, readS3Request, type S3Operation, type S3Request } from "./s3-request.ts";
import { type S3DoubleIdentity, verifySignature } from "./verify-signature.ts";

/**
 * What goes wrong with a request: an answer 503 or 500 instead of the act, a connection cut before the
 * act, after it (the acknowledgement is lost), in the middle of the answer's body, or no answer at all.
 */
export type S3Fault =
  | "slow-down"
  | "internal-error"
  | "access-denied"
  | "cut"
  | "lost-acknowledgement"
  | "cut-body"
  | "silence";

/** A running double of an object store with one bucket. */
export type S3Double = S3Content & {
  /** `http://127.0.0.1:PORT` */
  readonly endpoint: string;
  readonly bucket: string;
  readonly identity: S3DoubleIdentity;
  /** The operations that were asked for, in their order, with the bytes of their bodies. */
  readonly asked: { readonly operation: S3Operation; readonly bytes: number; readonly range: string | undefined }[];
  /** Lets the next `times` requests for `operation` go wrong. */
  fail(operation: S3Operation, fault: S3Fault, times?: number): void;
  close(): Promise<void>;
};

export type S3DoubleOptions = { readonly pageMax?: number };

/**
 * Starts a strict object store in memory, on a free port of loopback: it refuses whatever S3 or one of
 * its common implementations refuses, and knows only what a blob store may rely on everywhere.
 */
export async function startS3Double({ pageMax = 1000 }: S3DoubleOptions = {}): Promise<S3Double> {
  const faults: { operation: S3Operation; fault: S3Fault }[] = [];
  const base = {
    objects: new Map(),
    uploads: new Map(),
    pageMax,
    bucket: "larder-blobs",
    identity: { accessKeyId: "DOUBLEKEYID", secretAccessKey: "double-secret", region: "eu-test-1" },
    asked: [],
  } satisfies Partial<S3Double>;

  const respond = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const request = await readS3Request(message);
    const operation = operationOf(request);
    const index = faults.findIndex((fault) => fault.operation === operation);
    const fault = index === -1 ? undefined : faults.splice(index, 1)[0]?.fault;
    answer(response, { fault, isHead: request.method === "HEAD", act: () => act(base, request, operation) });
  };
  const server = createServer((message, response) => void respond(message, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");

  return {
    ...base,
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    fail: (operation, fault, times = 1) => {
      for (let time = 0; time < times; time += 1) faults.push({ operation, fault });
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

type Base = S3Content & Pick<S3Double, "asked" | "bucket" | "identity">;

function act(base: Base, request: S3Request, operation: S3Operation | undefined): S3Answer {
  if (operation === undefined) throw new S3Refusal(501, "NotImplemented");
  base.asked.push({ operation, bytes: request.body.byteLength, range: request.headers.get("range") });
  verifySignature(request, base.identity);
  if (request.bucket !== base.bucket) throw new S3Refusal(404, "NoSuchBucket");
  return s3Operations[operation](base, request);
}

type Answering = { readonly fault: S3Fault | undefined; readonly isHead: boolean; readonly act: () => S3Answer };

function answer(response: ServerResponse, { fault, isHead, act: perform }: Answering): void {
  if (fault === "silence") return;
  if (fault === "cut") return void response.destroy();
  const { status, headers, body = "" } = answerOf(fault, perform);
  if (fault === "lost-acknowledgement") return void response.destroy();

  const bytes = Buffer.from(body);
  response.writeHead(status, { ...headers, "content-length": bytes.byteLength });
  if (isHead) return void response.end();
  if (fault !== "cut-body") return void response.end(bytes);
  response.write(bytes.subarray(0, Math.floor(bytes.byteLength / 2)), () => response.destroy());
}

const refusals: { readonly [fault: string]: S3Refusal | undefined } = {
  "slow-down": new S3Refusal(503, "SlowDown"),
  "internal-error": new S3Refusal(500, "InternalError"),
  "access-denied": new S3Refusal(403, "AccessDenied"),
};

function answerOf(fault: S3Fault | undefined, perform: () => S3Answer): S3Answer {
  try {
    const refusal = fault === undefined ? undefined : refusals[fault];
    if (refusal !== undefined) throw refusal;
    return perform();
  } catch (error) {
    if (!(error instanceof S3Refusal)) throw error;
    return { status: error.status, headers: { "content-type": "application/xml" }, body: formatRefusal(error) };
  }
}
