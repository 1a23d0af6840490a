// SPEC.md §4, actions. Rule ids in titles refer to it.
import fc from "fast-check";
import { expect, test } from "vitest";

import { copyData } from "./copy-data.ts";

test("[A6] what crosses is copied as the platform copies it", () => {
  fc.assert(
    fc.property(fc.anything({ withDate: true, withMap: true, withSet: true, withTypedArray: true }), (value) => {
      expect(copyData(value)).toStrictEqual(structuredClone(value));
    }),
  );
});

const shared = { a: 1 };
const around: { self?: unknown } = {};
around.self = around;
const gap = Object.assign([1, 2, 3], { name: "list" });
Reflect.deleteProperty(gap, 1);

test.each([
  ["of JSON", JSON.parse('{ "__proto__": { "isAdmin": true }, "list": [null, -0, "a"] }')],
  ["around itself", around],
  ["there twice", [shared, { shared }]],
  ["a list with a gap and a name", gap],
  ["a match", /(?<letter>b)/.exec("abc")],
  [
    "of a class",
    new (class Note {
      text = "milk";
      static kind = "note";
    })(),
  ],
  ["without a prototype", Object.assign(Object.create(null), { a: 1 })],
  ["large", Array.from({ length: 500 }, (_, index) => ({ index, inside: [index] }))],
  ["large numbers and none", [1n, Number.NaN, undefined]],
  [
    "a getter",
    {
      get now() {
        return 7;
      },
    },
  ],
])("[A6] data that is %s is copied as the platform copies it", (_, value: unknown) => {
  const copy = copyData(value);

  expect(copy).toStrictEqual(structuredClone(value));
  expect(copy).not.toBe(value);
});

test("[A6] what is met twice is one thing in the copy, too", () => {
  const [first, second] = copyData([shared, shared]) as object[];
  const copied = copyData(around) as typeof around;

  expect(first).toBe(second);
  expect(copied.self).toBe(copied);
});

test.each([
  ["a function", { run: () => 1 }],
  ["a symbol", [Symbol("a")]],
  ["a proxy", new Proxy({}, {})],
  ["a proxy of a list", { list: new Proxy([], {}) }],
  ["a promise", Promise.resolve(1)],
])("[A6] %s is not data", (_, value: unknown) => {
  expect(() => copyData(value)).toThrow(expect.objectContaining({ name: "DataCloneError" }));
});
