/** Who may keep a copy: everybody, or only the one who asked. */
export type CacheScope = "public" | "private";

/** An answer that is ready to go over the wire, through whichever door. */
export type Answer = {
  readonly status: 200 | 304;
  /** Names and values in turn. */
  readonly headers: readonly string[];
  readonly body: AnswerBody;
};

/** Bytes that are here, bytes that still come, or none. */
export type AnswerBody = Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array> | undefined;

/** A browser takes what we serve for what we say that it is. Every answer has it. */
export const noSniffing = { "x-content-type-options": "nosniff" } as const;

/** Returns headers as an answer has them; what is `undefined` is left out. */
export function headerList(headers: { readonly [name: string]: string | undefined }): string[] {
  return Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [name, value]));
}

/** Returns the answer as the web's own type. */
export function responseOf({ status, headers, body }: Answer): Response {
  return new Response(body ?? null, { status, headers: pairsOf(headers) });
}

function pairsOf(headers: readonly string[]): [string, string][] {
  return Array.from({ length: headers.length / 2 }, (_, index) => [
    headers[2 * index] ?? "",
    headers[2 * index + 1] ?? "",
  ]);
}
