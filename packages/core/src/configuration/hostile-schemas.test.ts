// SPEC.md §9, configuration and hooks. Rule ids in titles refer to it.
import { expect, test } from "vitest";

import { coerceText } from "./coerce-text.ts";
import { decideConfiguration } from "./decide-configuration.ts";
import { generateValue } from "./generate-value.ts";

const name = "@acme/mailer";

test("[G19] a pattern of a package that takes for ever on a text does not hold up the host", () => {
  const slow = { properties: { code: { type: "string", pattern: "^(a+)+$" } } };
  const beganMs = performance.now();

  const { problems } = decideConfiguration(name, slow, { file: { code: `${"a".repeat(40)}b` } });

  expect(performance.now() - beganMs).toBeLessThan(20_000);
  expect(problems).toMatchObject([{ path: "", reason: expect.stringContaining("takes more than 2000 ms") as string }]);
  expect(decideConfiguration(name, slow, { file: { code: "aaa" } }).problems).toEqual([]);
  expect(decideConfiguration(name, slow, { file: { code: "b" } }).problems).toMatchObject([
    { path: "code", reason: 'must match pattern "^(a+)+$"' },
  ]);
});

const node = {
  type: "object",
  properties: Object.fromEntries("abcdefgh".split("").map((key) => [key, { $ref: "#/$defs/node" }])),
};
/** Each level has ten of the next one. */
const laughs = Object.fromEntries(
  Array.from({ length: 12 }, (_, level) => [
    `l${level}`,
    {
      properties: Object.fromEntries(
        Array.from({ length: 10 }, (_own, index) => [
          `p${index}`,
          level === 11 ? { default: 1 } : { $ref: `#/$defs/l${level + 1}` },
        ]),
      ),
    },
  ]),
);

test.each([
  ["is only itself", { $ref: "#" }],
  ["joins itself", { allOf: [{ $ref: "#" }, { $ref: "#" }, { $ref: "#" }] }],
  ["has more settings than anybody can count", { $ref: "#/$defs/l0", $defs: laughs }],
])("[G19] a schema that %s is its package's problem", (_how, schema) => {
  const { problems, values } = decideConfiguration(name, schema, { file: { a: { a: 1 } } });

  expect(values).toEqual({});
  expect(problems).toMatchObject([
    {
      path: "",
      reason: expect.stringMatching(/`larder.config.schema` of the package (takes more|comes to no)/) as string,
    },
  ]);
});

test("[G19] a schema of trees is decided at once, and makes no branch that nobody asked for", () => {
  const tree = {
    $ref: "#/$defs/node",
    $defs: { node: { ...node, properties: { ...node.properties, n: { default: 1 } } } },
  };

  const { problems, values } = decideConfiguration(name, tree, { file: { a: { b: {} } } });

  expect(problems).toEqual([]);
  expect(values).toEqual({ n: 1, a: { n: 1, b: { n: 1 } } });
});

test("[G19] several patterns keep apart, also those of names", () => {
  const open = {
    properties: { a: { pattern: "^x" }, b: { pattern: "^y" } },
    patternProperties: { "^n": { type: "number" } },
    additionalProperties: false,
  };
  const pathsOf = (file: { readonly [key: string]: string | number }): readonly string[] =>
    decideConfiguration(name, open, { file }).problems.map(({ path }) => path);

  expect(pathsOf({ a: "x", b: "y", n1: 1 })).toEqual([]);
  expect(pathsOf({ a: "y", b: "x", n1: "1", m: 1 }).toSorted()).toEqual(["a", "b", "m", "n1"]);
});

test.each([
  [{ type: "poem" }, "schema/type must be equal to one of the allowed values"],
  [{ properties: { a: { $ref: "#/nowhere" } } }, "can't resolve reference #/nowhere"],
  [{ properties: { a: { pattern: "(" } } }, "Invalid regular expression"],
  [{ $async: true }, "it is `$async`"],
])("[G2] a schema that means nothing is its package's problem: %j", (broken, reason) => {
  const { problems } = decideConfiguration(name, broken, { file: { a: "x" } });

  expect(problems).toMatchObject([
    {
      path: "",
      reason: expect.stringContaining(reason) as string,
      fix: "Look at it with `larder config list @acme/mailer`",
    },
  ]);
});

test("[G2] names of what every object has are names like any other, and a reference that is none leads nowhere", () => {
  const odd = {
    properties: {
      a: { type: "boolean", "x-env": "toString", "x-generate": "constructor" },
      b: { type: "string" },
      c: { $ref: "#/%" },
    },
  };

  const { problems } = decideConfiguration(name, odd, { environment: {}, file: { b: "${valueOf}" } });

  expect(problems.map(({ path, kind, reason }) => [path, kind, reason])).toEqual([
    ["b", "variable", "is taken from the variable `valueOf`, which is not set for this host"],
    ["", "invalid", expect.stringContaining("URI contains malformed percent-encoding") as string],
  ]);
  expect(generateValue("constructor", {})).toBeUndefined();
  expect(coerceText("x", { type: "constructor" })).toEqual({ reason: "must be a constructor" });
});

test("[G2] a schema that refers to itself, and keys that mean something to the language, do no harm", () => {
  const tree = {
    $ref: "#/$defs/node",
    $defs: { node: { type: "object", properties: { below: { $ref: "#/$defs/node" } } } },
  };
  const file = JSON.parse('{"__proto__":{"polluted":true},"constructor":1}') as { readonly [key: string]: never };

  expect(decideConfiguration(name, tree, { file: { below: { below: {} } } }).problems).toEqual([]);
  const { values } = decideConfiguration(
    name,
    { properties: {} },
    { file, environment: { LARDER__ACME_MAILER____PROTO__: "1" } },
  );
  expect(Object.keys(values).slice(0, 2)).toEqual(["__proto__", "constructor"]);
  expect("polluted" in {}).toBe(false);
});
