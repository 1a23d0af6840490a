import type { IncomingMessage } from "node:http";

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

async function findResponse(request: PlainRequest, timeoutMs: number): Promise<IncomingMessage | undefined> {
  // Only who downloads has to wait for them, and an import would load all that they have, `fetch` too. Their agents keep
  // connections, and know of proxies as `fetch` does.
  const { get } = process.getBuiltinModule(request.url.startsWith("https:") ? "node:https" : "node:http");
  return await new Promise((resolve) => {
    let answer: IncomingMessage | undefined;
    const onIdle = (): void => {
      // Bytes that are here and wait for their reader are not late.
      if (answer !== undefined && answer.readableLength > 0) sent.setTimeout(timeoutMs, onIdle);
      else (answer ?? sent).destroy(new Error(`no byte within ${timeoutMs / 1_000} s`));
    };
    const sent = get(request.url, { headers: request.headers }, (response) => {
      answer = response;
      resolve(response);
    });
    sent.setTimeout(timeoutMs, onIdle);
    // Once there is an answer its reader hears of what goes wrong.
    sent.on("error", () => resolve(undefined));
  });
}

async function* readResponse(response: IncomingMessage, url: string): AsyncGenerator<Uint8Array> {
  try {
    yield* response as AsyncIterable<Uint8Array>;
  } catch (error) {
    const { message, code } = error as NodeJS.ErrnoException;
    throw new NetworkError(url, code === undefined ? message : `${message} ${code}`, error);
  }
}
