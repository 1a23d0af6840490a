import { Readable, type Writable } from "node:stream";
import { pipeline } from "node:stream/promises";

import { type Arrival, noteAnswer, noteArrival } from "./operating/arrival.ts";
import { failureResponse } from "./operating/failure-response.ts";
import { withoutSecrets } from "./operating/log-request.ts";
import type { RegistryParts } from "./operating/registry-parts.ts";
import type { Answer } from "./packuments/answer.ts";
import { type DirectRead, directReads, type DirectRequest } from "./routes/direct-read.ts";
import { knownCaller } from "./routes/identify-caller.ts";
import { archiveAnswer } from "./routes/packages/archive-answer.ts";
import { archiveOrigin } from "./routes/packages/get-tarball.ts";
import { packumentAnswer } from "./routes/packages/packument-answer.ts";
import { knownOrigin } from "./routes/read-origin.ts";

/** What this needs of the answer that a server will send; Node's own is one. */
export type DirectResponse = Writable & {
  readonly headersSent: boolean;
  /** `headers` are names and values in turn. */
  writeHead(status: number, headers: string[]): unknown;
};

/** Answers a request as the server has it, when it is one that this door knows; says whether it was. */
export type DirectDoor = (request: DirectRequest, response: DirectResponse) => boolean;

/**
 * Returns the door that packuments and archives leave through as they are in memory.
 *
 * Installs ask for little else, and what Hono is given and gives, objects of the web's own types, costs several
 * times what the answer does: a `Response` copies its body. This door only reads the request and writes the
 * answer; what it is, and who gets it, is decided by the same functions that the routes call. A request that is
 * unusual in any way is left to them.
 */
export function createDirectDoor(registry: RegistryParts, hasPages: boolean): DirectDoor {
  const basePath = new URL(registry.publicUrl).pathname.replace(/\/$/, "");
  const findRead = directReads({ basePath, hasPages });

  return (request, response) => {
    const read = findRead(request);
    if (read === undefined) return false;
    const { method, path, header } = read;
    const arrival = noteArrival(registry, { method, path, header, peer: request.socket.remoteAddress });
    void answerRead(registry, { read, arrival, response });
    return true;
  };
}

type Exchange = { readonly read: DirectRead; readonly arrival: Arrival; readonly response: DirectResponse };

async function answerRead(registry: RegistryParts, { read, arrival, response }: Exchange): Promise<void> {
  try {
    const answer = await findAnswer(registry, read, arrival);
    noteAnswer(registry, arrival, answer.status, routeOf(read));
    await writeAnswer(response, answer, { requestId: arrival.requestId, isHead: read.method === "HEAD" });
  } catch (error) {
    // The edge of the process, as `onError` is for the routes.
    await writeFailure(registry, { read, arrival, response }, error);
  }
}

/** Decides as the routes do; one refresh, which begins after the request came, serves the whole of it. */
async function findAnswer(registry: RegistryParts, read: DirectRead, arrival: Arrival): Promise<Answer> {
  const { name, file, header } = read;
  const { address, hops } = arrival;
  const authorization = header("authorization");
  if (file === undefined || authorization !== undefined) await registry.refresh();
  const caller = await knownCaller(registry, authorization, address);
  registry.operations.limits.take("reads", caller, address);
  if (file === undefined) {
    const origin = knownOrigin(registry, caller, name);
    return packumentAnswer(registry, { origin, name, isForWriting: false, hops, header });
  }
  const origin = await archiveOrigin(registry, caller, name);
  const isHead = read.method === "HEAD";
  return archiveAnswer(registry, { origin, name, file, hops, isHead, knownEtag: header("if-none-match") });
}

async function writeAnswer(
  response: DirectResponse,
  { status, headers, body }: Answer,
  { requestId, isHead }: { readonly requestId: string; readonly isHead: boolean },
): Promise<void> {
  response.writeHead(status, [...headers, "x-request-id", requestId]);
  if (!(body instanceof ReadableStream)) {
    response.end(isHead ? undefined : body);
  } else if (isHead) {
    response.end();
    await body.cancel();
  } else {
    await pipeline(Readable.fromWeb(body as never), response);
  }
}

async function writeFailure(registry: RegistryParts, exchange: Exchange, error: unknown): Promise<void> {
  const { read, arrival, response } = exchange;
  if (response.headersSent) {
    // Nothing that is right can follow what was sent: it breaks off. A client that left is no failure of ours.
    response.destroy();
    const { method, path, requestId } = arrival;
    const facts = { err: error, method, path: withoutSecrets(path), requestId };
    if (!isPrematureClose(error)) registry.logger.error(facts, "an answer broke off");
    return;
  }
  const failure = failureResponse(registry, arrival, error);
  noteAnswer(registry, arrival, failure.status, routeOf(read));
  const own = [
    ["x-content-type-options", "nosniff"],
    ["x-request-id", arrival.requestId],
  ];
  const headers = [...failure.headers, ...own].flat();
  response.writeHead(failure.status, headers);
  response.end(Buffer.from(await failure.arrayBuffer()));
}

/** The pattern that the routes would have matched the request by. */
function routeOf({ file }: DirectRead): string {
  return file === undefined ? "/:name" : "/:name/-/:file";
}

function isPrematureClose(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ERR_STREAM_PREMATURE_CLOSE";
}
