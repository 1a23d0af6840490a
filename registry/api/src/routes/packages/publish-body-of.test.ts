import { Readable } from "node:stream";

import { expect, test } from "vitest";

import { BadPublishBodyError } from "../../publishing/publish-errors.ts";
import { publishBodyOf } from "./publish-body-of.ts";

const url = "http://127.0.0.1:5273/chat";

test.each([
  { chunks: ["jam"], says: "3", sizes: [3] },
  { chunks: ["jam", "honey"], says: "8", sizes: [8] },
  { chunks: ["jam", "honey"], says: "1000000", sizes: [3, 5] },
  { chunks: ["jam", "honey"], says: undefined, sizes: [3, 5] },
])("a body in $chunks.length chunks that says $says comes as $sizes", async ({ chunks, says, sizes }) => {
  const body = Readable.toWeb(Readable.from(chunks.map((text) => Buffer.from(text)))) as unknown as ReadableStream;
  const headers: Record<string, string> = says === undefined ? {} : { "content-length": says };
  const init: RequestInit & { readonly duplex: "half" } = { method: "PUT", body, headers, duplex: "half" };

  const arrived: Uint8Array[] = [];
  for await (const chunk of publishBodyOf(new Request(url, init))) arrived.push(chunk);

  expect(arrived.map(({ length }) => length)).toEqual(sizes);
  expect(Buffer.concat(arrived).toString()).toBe(chunks.join(""));
});

test("a request without a body is refused", () => {
  expect(() => publishBodyOf(new Request(url, { method: "PUT" }))).toThrow(BadPublishBodyError);
});
