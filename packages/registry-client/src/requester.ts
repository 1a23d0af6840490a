import type { z } from "zod";

import { fetchRequest, plainRequest, type RequestInput } from "./plain-request.ts";
import { readJson } from "./read-json.ts";
import { linesType, readLines } from "./read-lines.ts";
import { type RegistryError, readRegistryError } from "./registry-error.ts";
import { readBody, send, sendOk, type Transport } from "./send.ts";

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
  readBytes(path: string): AsyncGenerator<Uint8Array>;
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
      const asked = request(path, input);
      return await readJson(transport, await sendOk(transport, asked), { url: asked.url, schema });
    },
    async findJson(path, schema, input) {
      const asked = request(path, input);
      const response = await send(transport, asked, input);
      if (response.ok) return await readJson(transport, response, { url: asked.url, schema });
      const error = await readRegistryError(asked, response);
      if (input.isAbsence(error)) return undefined;
      throw error;
    },
    async findLines(path, schema, input) {
      const asked = request(path, { ...input, accept: `${linesType}, application/json; q=0.5` });
      const response = await send(transport, asked, input);
      if (response.ok) {
        await readLines(transport, response, { url: asked.url, schema, onLine: input.onLine });
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
    async *readBytes(path) {
      const asked = plainRequest(target, path, { accept: "*/*" });
      const download = await openDownload?.(asked, transport.timeoutMs);
      if (download === undefined) openDownload = undefined;
      yield* download ?? readBody(transport, await sendOk(transport, fetchRequest(asked)), asked.url);
    },
  };
}
