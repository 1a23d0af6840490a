import { expect, test } from "vitest";

import { ExpectedError } from "./expected-error.ts";

class PantryEmptyError extends ExpectedError {
  readonly code = "E404";
}

test("an expected error carries its code, its sentence, its hint and its cause", () => {
  const cause = new Error("no flour");

  const error = new PantryEmptyError("The pantry `north` is empty", { hint: "Fill it", cause });

  expect({ name: error.name, code: error.code, message: error.message, hint: error.hint, cause: error.cause }).toEqual({
    name: "PantryEmptyError",
    code: "E404",
    message: "The pantry `north` is empty",
    hint: "Fill it",
    cause,
  });
});

test("an error without a next step has no hint, and one without a cause has no cause property", () => {
  const error = new PantryEmptyError("The pantry `north` is empty");

  expect(error.hint).toBeUndefined();
  expect("cause" in error).toBe(false);
});
