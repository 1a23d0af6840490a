import { gunzipSync } from "node:zlib";

import * as fc from "fast-check";
import { expect, test } from "vitest";

import { storedGzip } from "./stored-gzip.ts";

test("what is stored comes back, whatever its length", () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 300 }),
      fc.constantFrom(0, 65_535, 65_536, 131_070, 200_000),
      (end, zeros) => {
        const bytes = Buffer.concat([Buffer.alloc(zeros), end]);
        expect(gunzipSync(storedGzip(bytes)).equals(bytes)).toBe(true);
      },
    ),
  );
});

test("the bytes are those of the format, and of nothing else", () => {
  expect(Buffer.from(storedGzip(Buffer.from("abc"))).toString("hex")).toBe(
    "1f8b08000000000000ff010300fcff616263c241243503000000",
  );
});
