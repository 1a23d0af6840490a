import type { z } from "zod";

import type { OpenedAnswer } from "./open-download.ts";
import { fetchRequest, type PlainRequest, plainRequest, type RequestInput } from "./plain-request.ts";
import { parseJson, readJson } from "./read-json.ts";
import { linesType, readLines } from "./read-lines.ts";
import { type RegistryError, readRegistryError } from "./registry-error.ts";
import { patienceMs, readBody, send, sendOk, type Transport } from "./send.ts";

/** Sends requests to one registry. Paths start with a slash and are below the registry's URL. */
export type Requester = {
  readonly url: string;
  /** Returns the JSON of a success. */
  readJson<Value>(path: string, schema: z.ZodType<Value>, input?: RequestInput): Promise<Value>;
  /** As `readJson`, with `undefined` for an answer that `isAbsence` knows to mean that there is none. */
  findJson<Value>(
    path: string,
    schema: z.ZodType<Value>,
    input: RequestInput & { readonly isAbsence: (error: RegistryError) => boolean },
  ): Promise<Value | undefined>;
  /**
   * As `findJson`, for an answer in lines of JSON: calls `onLine` with each as it comes. A registry that has no lines to
   * give answers with one document, which is handed over like a line.
   */
  findLines<Value>(
    path: string,
    schema: z.ZodType<Value>,
    input: RequestInput & {
      readonly isAbsence: (error: RegistryError) => boolean;
      readonly onLine: (value: Value) => void;
    },
  ): Promise<"read" | undefined>;
  /** Returns the status of a success whose body does not matter. */
  send(path: string, input?: RequestInput): Promise<number>;
  /** Reading ends with an error as soon as `signal` aborts. */
  readBytes(path: string, signal?: AbortSignal): AsyncGenerator<Uint8Array>;
  /** Does {@link Requester.openQuestion} ever answer? */
  readonly canAskTogether: boolean;
  /**
   * Returns the bytes of a success as they come, of a question that nobody depends on: `undefined` when it was refused,
   * was answered with anything else than what is accepted, or not at all, or cannot be asked without `fetch`. Reading
   * throws `NetworkError`.
   */
  openQuestion(
    path: string,
    input: RequestInput & { readonly accept: string },
  ): Promise<AsyncIterable<Uint8Array> | undefined>;
};

export function createRequester(target: {
  readonly url: string;
  readonly token: string | undefined;
  readonly transport: Transport;
}): Requester {
  const { transport } = target;
  // One that redirects an archive, or refuses it, may do so with the next ones.
  let openDownload = transport.openDownload;
  const request = (path: string, input?: RequestInput): Request => fetchRequest(plainRequest(target, path, input));
  return {
    url: target.url,
    async readJson(path, schema, input) {
      const answer = await askForJson(transport, plainRequest(target, path, input), { ...input, schema });
      if ("value" in answer) return answer.value;
      throw answer.error;
    },
    async findJson(path, schema, input) {
      const answer = await askForJson(transport, plainRequest(target, path, input), { ...input, schema });
      if ("value" in answer) return answer.value;
      if (input.isAbsence(answer.error)) return undefined;
      throw answer.error;
    },
    async findLines(path, schema, input) {
      const plain = plainRequest(target, path, { ...input, accept: `${linesType}, application/json; q=0.5` });
      const source = { url: plain.url, schema, onLine: input.onLine };
      const opened = await openPlain(transport, plain, input);
      if (opened?.type === "success") {
        await readLines(opened, source);
        return "read";
      }
      const asked = fetchRequest(plain);
      const response = await send(transport, asked, { ...input, first: opened?.response });
      if (response.ok) {
        const contentType = response.headers.get("content-type") ?? undefined;
        await readLines({ contentType, bytes: readBody(transport, response, plain.url) }, source);
        return "read";
      }
      const error = await readRegistryError(asked, response);
      if (input.isAbsence(error)) return undefined;
      throw error;
    },
    async send(path, input) {
      const response = await sendOk(transport, request(path, input));
      await response.body?.cancel();
      return response.status;
    },
    async *readBytes(path, signal) {
      const asked = plainRequest(target, path, { accept: "*/*", signal });
      const download = await openDownload?.(asked, transport.timeoutMs);
      signal?.throwIfAborted();
      if (download === undefined) openDownload = undefined;
      yield* download ?? readBody(transport, await sendOk(transport, fetchRequest(asked)), asked.url);
    },
    canAskTogether: transport.openAnswer !== undefined,
    openQuestion: (path, input) => openSuccess(transport, plainRequest(target, path, input), input.accept),
  };
}

/** Nobody is patient for its sake: who begins to answer it need not look for anything first. */
async function openSuccess(
  { timeoutMs, openAnswer }: Transport,
  asked: PlainRequest,
  accepted: string,
): Promise<AsyncIterable<Uint8Array> | undefined> {
  const opened = await openAnswer?.(asked, { answerMs: timeoutMs, timeoutMs });
  if (opened?.type !== "success") return undefined;
  if (opened.contentType === accepted) return opened.bytes;
  opened.discard();
  return undefined;
}

/** Returns the JSON of a success, or what the registry said instead. */
async function askForJson<Value>(
  transport: Transport,
  plain: PlainRequest,
  input: RequestInput & { readonly schema: z.ZodType<Value> },
): Promise<{ readonly value: Value } | { readonly error: RegistryError }> {
  const source = { url: plain.url, schema: input.schema };
  const opened = mayRepeat(plain, input) ? await openPlain(transport, plain, input) : undefined;
  if (opened?.type === "success") return { value: await parseJson(opened.bytes, source) };
  const asked = fetchRequest(plain);
  const response = await send(transport, asked, { ...input, first: opened?.response });
  if (response.ok) return { value: await readJson(transport, response, source) };
  return { error: await readRegistryError(asked, response) };
}

/** Where nobody answered, `fetch` asks again: only what changes nothing may be asked twice. */
function mayRepeat({ method }: PlainRequest, { isQuestion }: RequestInput): boolean {
  return method === "GET" || isQuestion === true;
}

async function openPlain(
  transport: Transport,
  asked: PlainRequest,
  { isQuestion }: RequestInput,
): Promise<OpenedAnswer | undefined> {
  const { timeoutMs, openAnswer } = transport;
  const answerMs = isQuestion === true ? patienceMs(transport) : timeoutMs;
  return await openAnswer?.(asked, { answerMs, timeoutMs });
}
