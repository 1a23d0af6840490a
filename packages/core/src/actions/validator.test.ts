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
