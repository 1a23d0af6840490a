// SPEC.md §4, actions. Rule ids in titles refer to it.
import { expect, test } from "vitest";

import { coerceParameters, createValidator } from "./validator.ts";

test("[A5] every problem of a value is named with its place", async () => {
  const check = createValidator({
    $schema: "http://json-schema.org/draft-07/schema#",
    type: "object",
    required: ["name"],
    properties: { size: { type: "integer", minimum: 1 } },
  });

  expect(await check({ size: 0 })).toEqual({
    valid: false,
    problems: [
      { path: "", message: "must have required property 'name'" },
      { path: "/size", message: "must be >= 1" },
    ],
  });
});

test.each([
  [{ type: "nothing" }, "A JSON Schema is invalid: schema/type must be equal to one of the allowed values"],
  [{ $async: true }, "A JSON Schema cannot be `$async` here"],
  [{ $ref: "https://elsewhere.example/schema" }, "can't resolve reference https://elsewhere.example/schema"],
])("[A5] a schema that means nothing is refused: %j", (schema, message) => {
  expect(() => createValidator(schema)).toThrow(message);
});

test("[D2] parameters of a URL become what the schema says, and stay what they are without one", () => {
  const schema = {
    type: "object",
    properties: { count: { type: "integer" }, all: { type: "boolean" }, name: { type: "string" } },
  };

  expect(coerceParameters(schema, { count: "7", all: "true", name: "7" })).toEqual({ count: 7, all: true, name: "7" });
  expect(coerceParameters(schema, { count: "many" })).toEqual({ count: "many" });
  expect(coerceParameters(undefined, { count: "7" })).toEqual({ count: "7" });
});

const doubled = Object.fromEntries(
  Array.from({ length: 40 }, (_, index) => [
    `a${index}`,
    index === 0 ? {} : { allOf: [{ $ref: `#/$defs/a${index - 1}` }, { $ref: `#/$defs/a${index - 1}` }] },
  ]),
);

test.each([
  ["a pattern", { type: "string", pattern: "^(a+)+$" }, `${"a".repeat(60)}b`],
  ["references", { $ref: "#/$defs/a39", $defs: doubled }, 1],
  ["a comparison of each with each", { uniqueItems: true }, Array.from({ length: 50_000 }, (_, id) => ({ id }))],
])("[A5] [B10] a schema whose check takes too long, by %s, does not hold up the host", async (_how, schema, value) => {
  const check = createValidator(schema);
  const beganMs = performance.now();

  const first = await check(value);
  const second = await check(value);

  expect(performance.now() - beganMs).toBeLessThan(20_000);
  expect([first, second]).toEqual([
    { valid: false, problems: [{ path: "", message: "cannot be checked: that takes more than 100 ms" }] },
    { valid: false, problems: [{ path: "", message: "cannot be checked for a while: another value took too long" }] },
  ]);
});

test("[D2] [B10] parameters whose schema takes too long stay what they are", () => {
  const slow = { properties: { name: { type: "string", pattern: "^(a+)+$" }, size: { type: "integer" } } };
  const parameters = { name: `${"a".repeat(60)}b`, size: "7" };
  const beganMs = performance.now();

  expect(coerceParameters(slow, { name: "aaa", size: "7" })).toEqual({ name: "aaa", size: 7 });
  expect(coerceParameters(slow, parameters)).toEqual(parameters);
  expect(performance.now() - beganMs).toBeLessThan(20_000);
});
