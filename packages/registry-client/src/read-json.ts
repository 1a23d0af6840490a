import type { z } from "zod";

import { BadAnswerError } from "./registry-error.ts";
import { readBody, type Transport } from "./send.ts";

/** Returns the JSON of an answer, checked as far as `schema` looks. Throws {@link BadAnswerError}, {@link NetworkError}. */
export async function readJson<Value>(
  transport: Transport,
  response: Response,
  source: { readonly url: string; readonly schema: z.ZodType<Value> },
): Promise<Value> {
  return await parseJson(readBody(transport, response, source.url), source);
}

/** Returns the JSON that `bytes` hold, checked as far as `schema` looks. Throws {@link BadAnswerError}, and what reading throws. */
export async function parseJson<Value>(
  bytes: AsyncIterable<Uint8Array>,
  source: { readonly url: string; readonly schema: z.ZodType<Value> },
): Promise<Value> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const piece of bytes) text += decoder.decode(piece, { stream: true });
  return checkJson(source, text + decoder.decode());
}

/** Returns the JSON that `text` holds, checked as far as `schema` looks. Throws {@link BadAnswerError}. */
export function checkJson<Value>(
  source: { readonly url: string; readonly schema: z.ZodType<Value> },
  text: string,
): Value {
  const parsed = source.schema.safeParse(readValue(source.url, text));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const place = issue?.path.join(".") || "the document";
  throw new BadAnswerError(source.url, `\`${place}\` ${issue?.message ?? "is missing"}`);
}

function readValue(url: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new BadAnswerError(url, `\`${text.slice(0, 40).replaceAll(/\s+/g, " ")}\` is not JSON`);
  }
}
