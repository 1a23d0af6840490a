import { expect, test } from "vitest";

import { isImportName } from "./import-name.ts";

test.each(["left-pad", "@acme/chat", "_old", "Capital", "string-width-cjs"])("%s can be imported", (text) => {
  expect(isImportName(text)).toBe(true);
});

test.each(["", ".", "..", "../x", "x/..", "@acme/../x", "/etc", "a\\b", "a\0b", ".bin", "a/b/c", "node_modules"])(
  "%j cannot",
  (text) => {
    expect(isImportName(text)).toBe(false);
  },
);
