import type { z } from "zod";

import { checkJson } from "./read-json.ts";

/** The content type of an answer in lines of JSON. */
export const linesType = "application/x-ndjson";

/**
 * Calls `onLine` with the JSON of each line of an answer as it comes, checked as far as `schema` looks. Throws
 * `BadAnswerError`, and what reading throws; whether a line is missing at the end is for the caller to know.
 */
export async function readLines<Value>(
  answer: { readonly contentType: string | undefined; readonly bytes: AsyncIterable<Uint8Array> },
  source: { readonly url: string; readonly schema: z.ZodType<Value>; readonly onLine: (value: Value) => void },
): Promise<void> {
  const isInLines = answer.contentType?.startsWith(linesType) === true;
  const decoder = new TextDecoder();
  let rest = "";
  for await (const piece of answer.bytes) {
    rest += decoder.decode(piece, { stream: true });
    if (!isInLines) continue;
    const lines = rest.split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) source.onLine(checkJson(source, line));
  }
  // A line without an end was broken off; a document has none.
  if (!isInLines) source.onLine(checkJson(source, rest + decoder.decode()));
}
