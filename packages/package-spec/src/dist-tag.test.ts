import { expect, test } from "vitest";

import { isDistTag, parseDistTag } from "./dist-tag.ts";

test.each(["latest", "next", "beta-2", "v-next"])("%s can name a dist-tag", (text) => {
  expect(isDistTag(text)).toBe(true);
});

test.each(["1.0.0", "^1", "x", "*", "", "__proto__", "a/b", "../up", "with space"])("%j cannot", (text) => {
  expect(isDistTag(text)).toBe(false);
});

test("a tag that is also a range is refused with that reason", () => {
  expect(() => parseDistTag("1.x")).toThrow("`1.x` is a version range, so it cannot name a dist-tag");
});
