import { setTimeout as sleepFor } from "node:timers/promises";

import { openAnswer, openDownload } from "./open-download.ts";
import { NetworkError, readRegistryError } from "./registry-error.ts";

/** Sends one request; `fetch` of the platform, or a registry's own in the same process. */
export type Fetch = (request: Request) => Promise<Response>;

/** How requests leave. */
export type Transport = {
  readonly fetch: Fetch;
  /** Asks for bytes in a cheaper way than `fetch`, as `openDownload` does; only beside the platform's own. */
  readonly openDownload: typeof openDownload | undefined;
  /** Asks a question in a cheaper way than `fetch`, as `openAnswer` does; only beside the platform's own. */
  readonly openAnswer: typeof openAnswer | undefined;
  /** How long an answer, and each further piece of it, may take, in milliseconds. */
  readonly timeoutMs: number;
  /** How often a request that changes nothing is tried in all. */
  readonly attemptsMax: number;
  /** May end early when the signal aborts: whoever slept looks at it himself. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<unknown>;
};

export const transportDefault: Transport = {
  fetch: (request) => globalThis.fetch(request),
  openDownload,
  openAnswer,
  timeoutMs: 60_000,
  attemptsMax: 3,
  sleep: (ms, signal) => sleepFor(ms, undefined, { signal }).catch(() => undefined),
};

const backOffMs = 250;
/** A registry that hears of hundreds of packages for the first time may take minutes, and says nothing where nobody listens. */
const patienceOfQuestions = 5;
const retryAfterMsMax = 30_000;

/**
 * Sends `request` and returns its answer, whatever its status.
 *
 * A request that changes nothing is repeated after a network fault, a 429 and a 5xx, with growing
 * pauses or those that the server asks for. A question that a server may work on for long is repeated only when
 * the answer names a time. `first` is the answer to the first attempt, where that was made in another way. Throws
 * {@link NetworkError} when no answer came, and what the signal of `request` aborts with.
 */
export async function send(
  transport: Transport,
  request: Request,
  { isQuestion = false, first }: { readonly isQuestion?: boolean; readonly first?: Response | undefined } = {},
): Promise<Response> {
  const isRead = request.method === "GET" || request.method === "HEAD";
  const timeoutMs = isQuestion ? patienceMs(transport) : transport.timeoutMs;
  let outcome = first ?? (await attemptOnce(transport, request, timeoutMs));
  for (let attempt = 1; ; attempt += 1) {
    const { attemptsMax } = transport;
    const pauseMs = findPause(outcome, { isRead, isQuestion, attempt, attemptsMax });
    if (pauseMs === undefined) return answerOf(outcome);
    if (outcome instanceof Response) await outcome.body?.cancel();
    await transport.sleep(pauseMs, request.signal);
    outcome = await attemptOnce(transport, request, timeoutMs);
  }
}

/** How long the answer to a question may take, in milliseconds. */
export function patienceMs({ timeoutMs }: Pick<Transport, "timeoutMs">): number {
  return timeoutMs * patienceOfQuestions;
}

function answerOf(outcome: Response | NetworkError): Response {
  if (outcome instanceof NetworkError) throw outcome;
  return outcome;
}

/** Returns how long to wait before a request is repeated; `undefined` when it is not. */
function findPause(
  outcome: Response | NetworkError,
  how: {
    readonly isRead: boolean;
    readonly isQuestion: boolean;
    readonly attempt: number;
    readonly attemptsMax: number;
  },
): number | undefined {
  if (how.attempt >= how.attemptsMax) return undefined;
  const grownMs = how.isRead ? backOffMs * 4 ** (how.attempt - 1) : undefined;
  if (!(outcome instanceof Response)) return grownMs;
  if (!isTransient(outcome.status) || !(how.isRead || how.isQuestion)) return undefined;
  return retryAfterMs(outcome) ?? grownMs;
}

/** As {@link send}, but an answer that is not a success is thrown as the registry's own error. */
export async function sendOk(transport: Transport, request: Request): Promise<Response> {
  const response = await send(transport, request);
  if (response.ok) return response;
  throw await readRegistryError(request, response);
}

/**
 * Yields the bytes of an answer. Throws {@link NetworkError} when the connection breaks or no byte
 * comes for the transport's time.
 */
export async function* readBody(transport: Transport, response: Response, url: string): AsyncGenerator<Uint8Array> {
  if (response.body === null) return;
  const reader = response.body.getReader();
  let finished = false;
  try {
    for (;;) {
      const piece = await withTimeout(reader.read(), transport.timeoutMs, url);
      if (piece.done) break;
      yield piece.value;
    }
    finished = true;
  } finally {
    if (!finished) await reader.cancel().catch(() => undefined);
  }
}

async function attemptOnce(
  transport: Transport,
  request: Request,
  timeoutMs: number,
): Promise<Response | NetworkError> {
  const controller = new AbortController();
  request.signal.throwIfAborted();
  try {
    const signal = AbortSignal.any([request.signal, controller.signal]);
    const answer = transport.fetch(new Request(request.clone(), { signal }));
    return await withTimeout(answer, timeoutMs, request.url);
  } catch (error) {
    controller.abort();
    request.signal.throwIfAborted();
    if (error instanceof NetworkError) return error;
    throw error;
  }
}

async function withTimeout<Value>(promise: Promise<Value>, timeoutMs: number, url: string): Promise<Value> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new NetworkError(url, `no answer within ${timeoutMs / 1_000} s`)), timeoutMs);
  });
  try {
    return await Promise.race([promise, timeout]);
  } catch (error) {
    throw isNetworkFault(error) ? networkError(url, error) : error;
  } finally {
    clearTimeout(timer);
  }
}

/** What `fetch` rejects with when the network fails; anything else is a bug, perhaps of a registry in this process. */
function isNetworkFault(error: unknown): boolean {
  if (error instanceof DOMException) return true;
  return error instanceof TypeError && /^(?:fetch failed|terminated)$/.test(error.message);
}

/** Says the reason below `fetch failed`, which names nothing itself. */
function networkError(url: string, error: unknown): NetworkError {
  const { message, cause } = error as Error;
  const { code = "", message: detail = "" } = (cause ?? {}) as Partial<NodeJS.ErrnoException>;
  const reason = detail === "" ? message : detail;
  return new NetworkError(url, reason.includes(code) ? reason : `${reason} ${code}`, error);
}

function isTransient(status: number): boolean {
  return status === 429 || (status >= 500 && status !== 501);
}

function retryAfterMs(response: Response): number | undefined {
  const text = response.headers.get("retry-after");
  if (text === null) return undefined;
  const ms = /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - Date.now();
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), retryAfterMsMax) : undefined;
}
