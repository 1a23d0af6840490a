import { expect, test } from "vitest";

import { releaseSpans } from "./release-spans.ts";
import { parseRange } from "./version.ts";

const spansOf = (range: string): string[] =>
  releaseSpans(parseRange(range)).map(({ from, before }) => `${from.join(".")} to ${before?.join(".") ?? "any"}`);

test("a range is the releases from one up to another", () => {
  expect(spansOf("^1.2.3")).toEqual(["1.2.3 to 2.0.0"]);
  expect(spansOf("~0.4")).toEqual(["0.4.0 to 0.5.0"]);
  expect(spansOf(">1.0.0 <=1.5.0")).toEqual(["1.0.1 to 1.5.1"]);
  expect(spansOf("1.2.3")).toEqual(["1.2.3 to 1.2.4"]);
  expect(spansOf("*")).toEqual(["0.0.0 to any"]);
  expect(spansOf("^1.0.0 || >=3")).toEqual(["1.0.0 to 2.0.0", "3.0.0 to any"]);
});

test("a range without releases has no span, and a prerelease counts as what it leads to", () => {
  expect(spansOf("1.0.0-beta.1")).toEqual([]);
  expect(spansOf(">2 <1")).toEqual([]);
  expect(spansOf(">=2.0.0-beta.1")).toEqual(["2.0.0 to any"]);
});
