import type { z } from "zod";

import { BadAnswerError } from "./registry-error.ts";
import { readBody, type Transport } from "./send.ts";

/** Returns the JSON of an answer, checked as far as `schema` looks. Throws {@link BadAnswerError}, {@link NetworkError}. */
export async function readJson<Value>(
  transport: Transport,
  response: Response,
  source: { readonly url: string; readonly schema: z.ZodType<Value> },
): Promise<Value> {
  return checkJson(source, await readText(transport, response, source.url));
}

/** Returns the JSON that `text` holds, checked as far as `schema` looks. Throws {@link BadAnswerError}. */
export function checkJson<Value>(
  source: { readonly url: string; readonly schema: z.ZodType<Value> },
  text: string,
): Value {
  const parsed = source.schema.safeParse(parseJson(source.url, text));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new BadAnswerError(source.url, `\`${issue?.path.join(".") ?? ""}\` ${issue?.message ?? "is missing"}`);
}

async function readText(transport: Transport, response: Response, url: string): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const piece of readBody(transport, response, url)) text += decoder.decode(piece, { stream: true });
  return text + decoder.decode();
}

function parseJson(url: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new BadAnswerError(url, `\`${text.slice(0, 40)}\` is not JSON`);
  }
}
