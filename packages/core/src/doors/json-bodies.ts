import type { Context, MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";

import { DoorError } from "./door-error.ts";

/** The largest body of a call, in bytes. */
const callBytesMax = 1024 * 1024;

/** Returns the middleware that reads no more than `bytesMax` of a body. Throws {@link DoorError}. */
export function limitBody(bytesMax: number): MiddlewareHandler {
  const limit = bodyLimit({
    maxSize: bytesMax,
    onError() {
      throw tooLarge(bytesMax);
    },
  });
  return async (c, next) => {
    if (assertLength(c, bytesMax)) return await next();
    // A server's requests may only look like the platform's; the limit wraps what it counts in one that is.
    if (c.req.raw.body !== null) c.req.raw = new Request(c.req.raw.url, c.req.raw);
    return await limit(c, next);
  };
}

/** Says whether a request says how long its body is; then no server reads more, and nothing needs to be counted. */
function assertLength(c: Context, bytesMax: number): boolean {
  const said = c.req.header("content-length");
  if (said === undefined || c.req.header("transfer-encoding") !== undefined) return false;
  if (!(Number(said) <= bytesMax)) throw tooLarge(bytesMax);
  return true;
}

function tooLarge(bytesMax: number): DoorError {
  return new DoorError("E413", `The body is larger than ${bytesMax} bytes`);
}

const limitCall = limitBody(callBytesMax);

/** Returns what {@link readJsonBody} does, of a body of at most 1 MiB. Throws {@link DoorError}. */
export async function readCallBody(c: Context): Promise<JsonRecord> {
  // Most say how long they are: to count what others send costs more than a whole call.
  if (!assertLength(c, callBytesMax)) await limitCall(c, async () => undefined);
  return parseJsonBody(c, await c.req.text());
}

type JsonRecord = { readonly [name: string]: unknown };

/**
 * Returns the JSON object in the body of a call; an empty body is an empty object.
 *
 * The type must be said: a page of another site can send any text, but not as JSON without being asked.
 * Throws {@link DoorError}.
 */
export async function readJsonBody(c: Context): Promise<JsonRecord> {
  return parseJsonBody(c, await c.req.text());
}

function parseJsonBody(c: Context, text: string): JsonRecord {
  if (text === "") return {};
  const type = c.req.header("content-type") ?? "";
  if (!/^application\/(?:[\w.-]+\+)?json\b/i.test(type)) {
    throw new DoorError("EBADREQUEST", "The body must be JSON", "Send `content-type: application/json`");
  }
  const body = parseJson(text);
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    throw new DoorError("EBADREQUEST", "The body must be a JSON object");
  }
  return body as JsonRecord;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new DoorError("EBADREQUEST", `The body is not JSON: ${(error as SyntaxError).message}`);
  }
}
