import { expect, test } from "vitest";

import { digestOf, findSha512, integrityOfSha512, isIntegrity } from "./integrity.ts";

const digest = `${"A".repeat(86)}==`;

test("an integrity is one sha512 in base64, and comes apart into its digest", () => {
  const integrity = integrityOfSha512(digest);

  expect(isIntegrity(integrity)).toBe(true);
  expect(digestOf(integrity)).toBe(digest);
});

test.each(["", "sha1-AAAA", "sha512-short", `sha512-${digest} sha1-AAAA`, `SHA512-${digest}`])(
  "%j is not an integrity",
  (text) => {
    expect(isIntegrity(text)).toBe(false);
  },
);

test("the sha512 is found among other hashes and without its options", () => {
  expect(findSha512(`sha1-AAAA sha512-${digest}?foo`)).toBe(`sha512-${digest}`);
  expect(findSha512("sha1-AAAA")).toBeUndefined();
});
