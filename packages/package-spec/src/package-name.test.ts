import { describe, expect, test } from "vitest";

import {
  escapePackageName,
  InvalidPackageNameError,
  isPackageName,
  parsePackageName,
  parsePublishableName,
  scopeOf,
  unscopedName,
} from "./package-name.ts";

describe("what is a package name", () => {
  test.each(["left-pad", "@acme/chat", "lodash.merge", "JSONStream", "@types/node", "0", "~tilde", "a".repeat(214)])(
    "%s is one",
    (text) => {
      expect(isPackageName(text)).toBe(true);
    },
  );

  test.each([
    "",
    ".hidden",
    "_private",
    "__proto__",
    "../up",
    "a/b",
    "@acme",
    "@acme/",
    "@/chat",
    "@acme/.chat",
    "@acme/a/b",
    "with space",
    "percent%2f",
    "node_modules",
    "favicon.ico",
    "-/ping",
    "a".repeat(215),
    "nul\0",
    "ünïcode",
  ])("%j is none", (text) => {
    expect(isPackageName(text)).toBe(false);
  });

  test("a refusal names the text and the rule", () => {
    expect(() => parsePackageName("../up")).toThrow(InvalidPackageNameError);
    expect(() => parsePackageName("../up")).toThrow("`../up` is not a package name");
  });

  test("a name with capitals can be read, but not published", () => {
    expect(parsePackageName("JSONStream")).toBe("JSONStream");
    expect(() => parsePublishableName("JSONStream")).toThrow(InvalidPackageNameError);
  });
});

test("a name comes apart into its scope and the rest, and escapes into one path segment", () => {
  const scoped = parsePackageName("@acme/chat");
  const bare = parsePackageName("left-pad");

  expect([scopeOf(scoped), unscopedName(scoped), escapePackageName(scoped)]).toEqual(["@acme", "chat", "@acme%2fchat"]);
  expect([scopeOf(bare), unscopedName(bare), escapePackageName(bare)]).toEqual([undefined, "left-pad", "left-pad"]);
});
