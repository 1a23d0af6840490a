import { decode, encode } from "@msgpack/msgpack";
import type { Context } from "hono";

import { InvalidValueError } from "../actions/action-errors.ts";
import { answerResult } from "./answer-call.ts";
import { DoorError } from "./door-error.ts";

/** What a call of a method says: its arguments, and how its answer is written. */
export type MethodCall = {
  readonly args: unknown;
  readonly answer: (c: Context, method: string, result: unknown) => Response;
};

/**
 * Returns what `{ "args": …, "content_type": "json" | "msgpack" }` says. With `msgpack` the answer is written so, and the
 * arguments may be: as base64, since the body around them is JSON. Throws {@link DoorError}.
 */
export function readMethodCall(body: { readonly [name: string]: unknown }): MethodCall {
  const { args, content_type: contentType = "json" } = body;
  if (contentType === "json") return { args, answer: answerResult };
  if (contentType === "msgpack") {
    return { args: typeof args === "string" ? unpack(Buffer.from(args, "base64")) : args, answer: answerPacked };
  }
  throw new DoorError("EBADREQUEST", "The `content_type` of a call is `json` or `msgpack`");
}

/** Returns the value that `bytes` are as MessagePack. Throws {@link DoorError}. */
function unpack(bytes: Uint8Array): unknown {
  try {
    return decode(bytes);
  } catch {
    throw new DoorError("EBADREQUEST", "The arguments are not MessagePack as base64");
  }
}

function answerPacked(c: Context, method: string, result: unknown): Response {
  try {
    return c.body(encode(result ?? null, { ignoreUndefined: true }), 200, { "content-type": "application/msgpack" });
  } catch {
    throw new InvalidValueError(method, "output", [{ path: "", message: "cannot be written as MessagePack" }]);
  }
}
