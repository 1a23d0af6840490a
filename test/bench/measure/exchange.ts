import type { IncomingHttpHeaders } from "node:http";

import type { Dispatcher } from "undici";

/** A request as it is sent, many times over. */
export type ExchangeRequest = {
  readonly method: "GET" | "PUT" | "POST";
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
};

export type Exchange = {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Of the body as it came over the wire. */
  readonly bytes: number;
  /** The body; empty when it was not kept. */
  readonly chunks: readonly Buffer[];
};

/**
 * Sends `request` and reads the answer to its end. Only a kept body costs memory: the load generator shares the
 * machine with what it measures, so it does as little as can be.
 */
export function exchange(
  dispatcher: Dispatcher,
  request: ExchangeRequest,
  { keepBody }: { readonly keepBody: boolean },
): Promise<Exchange> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let status = 0;
    let headers: IncomingHttpHeaders = {};
    let bytes = 0;
    dispatcher.dispatch(
      { method: request.method, path: request.path, headers: { ...request.headers }, body: request.body ?? null },
      {
        onRequestStart() {},
        onResponseStart(_controller, statusCode, responseHeaders) {
          status = statusCode;
          headers = responseHeaders;
        },
        onResponseData(_controller, chunk) {
          bytes += chunk.length;
          if (keepBody) chunks.push(chunk);
        },
        onResponseEnd: () => resolve({ status, headers, bytes, chunks }),
        onResponseError: (_controller, error) => reject(error),
      },
    );
  });
}
