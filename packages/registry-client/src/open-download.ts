import type { IncomingMessage } from "node:http";
import type { Readable } from "node:stream";

import type { PlainRequest } from "./plain-request.ts";
import { NetworkError } from "./registry-error.ts";

/**
 * Asks for bytes without `fetch`: an installation asks for hundreds of archives, and `fetch` takes as much time again
 * for each as all the rest of it.
 *
 * Returns the bytes of a plain success, and `undefined` for anything else, such as a redirect, a refusal and a registry
 * that is not there: `fetch` is asked then, and says what it is. Reading throws {@link NetworkError} when the connection
 * breaks, or no byte comes for `timeoutMs`.
 */
export async function openDownload(
  request: PlainRequest,
  timeoutMs: number,
): Promise<AsyncIterable<Uint8Array> | undefined> {
  const response = await findResponse(request, timeoutMs);
  if (response === undefined) return undefined;
  if (response.statusCode === 200 && response.headers["content-encoding"] === undefined) {
    return readResponse(response, request.url);
  }
  response.destroy();
  return undefined;
}

/** An answer to a question: its bytes where it is a plain success, else all of it as `fetch` would have it. */
export type OpenedAnswer =
  | {
      readonly type: "success";
      readonly contentType: string | undefined;
      readonly bytes: AsyncIterable<Uint8Array>;
      /** Ends an answer that nobody reads: it would keep its connection, and the process. */
      readonly discard: () => void;
    }
  | { readonly type: "refusal"; readonly response: Response };

/**
 * Asks a question without `fetch`, which takes a quarter of a short command to load. `undefined` when nobody answered, or
 * somebody else is to be asked: `fetch` is asked then. Throws {@link NetworkError} when no answer comes for `answerMs`;
 * reading throws it as {@link openDownload} says.
 */
export async function openAnswer(
  request: PlainRequest,
  { answerMs, timeoutMs }: { readonly answerMs: number; readonly timeoutMs: number },
): Promise<OpenedAnswer | undefined> {
  const headers = { ...request.headers, "accept-encoding": "gzip" };
  const response = await findResponse({ ...request, headers }, timeoutMs, answerMs);
  if (response === undefined) return undefined;
  const decoded = decode(response);
  const { statusCode = 0 } = response;
  if (decoded === undefined || (statusCode >= 300 && statusCode < 400)) {
    response.destroy();
    return undefined;
  }
  const bytes = readResponse(decoded, request.url);
  const discard = (): void => void decoded.destroy();
  if (statusCode === 200) return { type: "success", contentType: response.headers["content-type"], bytes, discard };
  return { type: "refusal", response: await refusalOf(response, bytes) };
}

/** Returns the bytes of an answer as they were before they were compressed for the way; `undefined` where that is unknown. */
function decode(response: IncomingMessage): Readable | undefined {
  const encoding = response.headers["content-encoding"];
  if (encoding === undefined) return response;
  if (encoding !== "gzip") return undefined;
  const { pipeline } = process.getBuiltinModule("node:stream");
  // Whoever reads hears of what fails.
  return pipeline(response, process.getBuiltinModule("node:zlib").createGunzip(), () => undefined);
}

async function refusalOf(
  { statusCode = 0, headers }: IncomingMessage,
  bytes: AsyncIterable<Uint8Array>,
): Promise<Response> {
  const pieces: Uint8Array[] = [];
  for await (const piece of bytes) pieces.push(piece);
  const { "retry-after": retryAfter, "content-type": contentType } = headers;
  const kept = {
    ...(contentType && { "content-type": contentType }),
    ...(retryAfter && { "retry-after": retryAfter }),
  };
  return new Response(Buffer.concat(pieces), { status: statusCode, headers: kept });
}

/** `answerMs` is how long a server may be silent before it answers, when that is longer than later. */
async function findResponse(
  request: PlainRequest,
  timeoutMs: number,
  answerMs = timeoutMs,
): Promise<IncomingMessage | undefined> {
  // Only who downloads has to wait for them, and an import would load all that they have, `fetch` too. Their agents keep
  // connections, and know of proxies as `fetch` does.
  const { request: send } = process.getBuiltinModule(request.url.startsWith("https:") ? "node:https" : "node:http");
  return await new Promise((resolve, reject) => {
    let answer: IncomingMessage | undefined;
    const onIdle = (): void => {
      // Bytes that are here and wait for their reader are not late.
      if (answer !== undefined && answer.readableLength > 0) sent.setTimeout(timeoutMs, onIdle);
      else (answer ?? sent).destroy(new Error(`no byte within ${timeoutMs / 1_000} s`));
      // Whoever was patient is not asked to be so once more.
      if (answer === undefined && answerMs > timeoutMs)
        reject(new NetworkError(request.url, `no answer within ${answerMs / 1_000} s`));
    };
    const { url, body, ...options } = request;
    const sent = send(url, options, (response) => {
      answer = response;
      sent.setTimeout(timeoutMs, onIdle);
      resolve(response);
    });
    sent.setTimeout(answerMs, onIdle);
    // Once there is an answer its reader hears of what goes wrong.
    sent.on("error", () => resolve(undefined));
    sent.end(body);
  });
}

async function* readResponse(response: Readable, url: string): AsyncGenerator<Uint8Array> {
  try {
    yield* response as AsyncIterable<Uint8Array>;
  } catch (error) {
    const { message, code } = error as NodeJS.ErrnoException;
    throw new NetworkError(url, code === undefined ? message : `${message} ${code}`, error);
  }
}
