import { expect, test } from "vitest";

import { regexOfNamePattern } from "./name-rules.ts";

function fits(pattern: string, name: string): boolean {
  return new RegExp(regexOfNamePattern(pattern)).test(name);
}

test.each([
  ["@acme/*", "@acme/chat", true],
  ["@acme/*", "@acme2/chat", false],
  ["@acme/*", "@acme/", true],
  ["*", "chat", true],
  ["*", "@acme/chat", false],
  ["**", "@acme/chat", true],
  ["@*/*", "@acme/chat", true],
  ["@*/*", "chat", false],
  ["left.pad", "left.pad", true],
  ["left.pad", "leftxpad", false],
  ["left-pad", "left-pad-2", false],
  ["(a+)+$", "aaaa", false],
])("pattern `%s` and name `%s`: %s", (pattern, name, expected) => {
  expect(fits(pattern, name)).toBe(expected);
});
