import { expect, test } from "vitest";

import { findExcess } from "./find-excess.ts";

const limits = { membersMax: 4 };

function nested(levels: number): string {
  return `{"a":${"[".repeat(levels)}${"]".repeat(levels)}}`;
}

test("values in all objects and lists count, and nothing that stands in a text", () => {
  expect(findExcess('{"a":[1,2],"b":3}', limits)).toBeUndefined();
  expect(findExcess('{"a":[1,2],"b":[3,4]}', limits)).toBe("it has more than 4 values");
  expect(findExcess(JSON.stringify({ a: ',,,,,[[{{\\",', b: "\\\\", ",,,": '"' }), limits)).toBeUndefined();
});

test("what is nested too deeply is found, wherever it stands", () => {
  expect(findExcess(nested(199), { membersMax: 1000 })).toBeUndefined();
  expect(findExcess(nested(200), { membersMax: 1000 })).toBe("it is nested more than 200 levels deep");
});

test("what is no JSON is left to those who parse it", () => {
  for (const text of ["", '"', '"\\', "]]]]", '{"a":']) expect(findExcess(text, limits)).toBeUndefined();
});
