import semver from "semver";
import { expect, test } from "vitest";

import { readForeignRange } from "./foreign-range.ts";

test.each([
  [">=2.0,<3.0", ["2.0.0", "2.9.9"], ["1.9.9", "3.0.0"]],
  ["==2.0.0", ["2.0.0"], ["2.0.1"]],
  ["2.0.0", ["2.0.0"], ["2.0.1"]],
  ["1.0", ["1.0.0"], ["1.0.1"]],
  ["3.8+", ["3.8.0", "4.1.0"], ["3.7.9"]],
  ["~=2.1", ["2.1.0", "2.9.0"], ["3.0.0", "2.0.9"]],
  ["~=2.1.3", ["2.1.3", "2.1.9"], ["2.2.0"]],
  ["^1.2", ["1.2.0", "1.9.0"], ["2.0.0"]],
  ["!=1.5.0", ["1.4.9", "1.5.1"], ["1.5.0"]],
  [">=1.0, !=1.5.0, <2.0", ["1.4.9", "1.5.1"], ["1.5.0", "2.0.0", "0.9.0"]],
  [">=1.0.0 <2.0.0 || 4.x", ["1.5.0", "4.2.0"], ["3.0.0"]],
  ["*", ["0.0.1", "9.0.0"], []],
  ["latest", ["1.0.0"], []],
])("[D23] [X7] `%s` is the range that its own system means by it", (text, inside, outside) => {
  const read = readForeignRange(text);
  const range = "range" in read ? read.range : "no range";

  expect(semver.validRange(range)).not.toBeNull();
  expect([...inside, ...outside].filter((version) => semver.satisfies(version, range))).toEqual(inside);
});

test.each([
  [">=1.0, <<2", { position: 7, part: "<<2" }],
  ["two", { position: 0, part: "two" }],
  [">=1.0+", { position: 0, part: ">=1.0+" }],
  [">=1.0,", { position: 6, part: "" }],
])("[D23] `%s` is no range, and the place of what is wrong is said", (text, expected) => {
  expect(readForeignRange(text)).toEqual(expected);
});
