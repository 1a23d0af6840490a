import fc from "fast-check";
import { expect, test } from "vitest";

import { decodeWire, encodeWire, type RefCodec } from "./wire-value.ts";

const noRefs: RefCodec = {
  replace: (value) => value,
  export: () => undefined,
  import(kind) {
    throw new TypeError(`Nothing of the kind ${kind} can cross`);
  },
  revive: (error) => error,
};

const across = (value: unknown): unknown => decodeWire(JSON.parse(encodeWire(value, noRefs)), noRefs);

test("[B2] whatever is data crosses unchanged", () => {
  const data = fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withSet: true,
    withTypedArray: false,
    withNullPrototype: false,
    maxDepth: 4,
    // The one name that no object gets from the other side.
    key: fc.string().filter((key) => key !== "__proto__"),
  });
  fc.assert(
    fc.property(data, (value) => {
      expect(across(value)).toStrictEqual(structuredClone(value));
    }),
    {
      numRuns: 500,
      examples: [
        [new Date(Number.NaN)],
        [{ $: ["map", []] }],
        [{ $: undefined, a: 1 }],
        [[-0, Number.NaN, new Uint8Array([0, 255])]],
      ],
    },
  );
});

test("[B2] what an author foresees crosses with its code and its details", () => {
  const failure = Object.assign(new Error("There is no note 7"), {
    code: "not_found",
    details: { id: 7 },
    status: "error",
  });
  expect(across(failure)).toMatchObject({
    message: "There is no note 7",
    code: "not_found",
    details: { id: 7 },
    status: "error",
  });
});

test.for([
  ["a function", () => 1],
  ["a symbol", Symbol("x")],
])("%s is refused", ([, value]) => {
  expect(() => across({ value })).toThrow(TypeError);
});

test.for([
  ["of no known kind", { $: ["process"] }],
  ["of no kind", { $: [] }],
  ["no list", { $: "map" }],
  ["a map of no pairs", { $: ["map", [1]] }],
  ["a list that is nested too deep", JSON.parse(`${"[".repeat(600)}${"]".repeat(600)}`)],
])("what the other side writes as a value and is %s is refused", ([, tree]) => {
  expect(() => decodeWire(tree, noRefs)).toThrow(TypeError);
});

test("no key reaches the prototype of what is decoded", () => {
  const decoded = decodeWire(JSON.parse('{"__proto__":{"polluted":1},"a":{"__proto__":{"polluted":1}}}'), noRefs) as {
    a: object;
  };
  expect(decoded).not.toHaveProperty("polluted");
  expect(decoded.a).not.toHaveProperty("polluted");
});
