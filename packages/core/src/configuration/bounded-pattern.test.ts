// SPEC.md §9, configuration and hooks. Rule ids in titles refer to it.
import { expect, test } from "vitest";

import { decideConfiguration } from "./decide-configuration.ts";

const name = "@acme/mailer";

test("[G19] a pattern of a package that takes for ever on a text does not hold up the host", () => {
  const slow = { properties: { code: { type: "string", pattern: "^(a+)+$" } } };
  const beganMs = performance.now();

  const { problems } = decideConfiguration(name, slow, { file: { code: `${"a".repeat(40)}b` } });

  expect(performance.now() - beganMs).toBeLessThan(2000);
  expect(problems).toMatchObject([
    { path: "", reason: expect.stringContaining("its pattern `^(a+)+$` takes more than 100 ms") as string },
  ]);
  expect(decideConfiguration(name, slow, { file: { code: "aaa" } }).problems).toEqual([]);
  expect(decideConfiguration(name, slow, { file: { code: "b" } }).problems).toMatchObject([
    { path: "code", reason: 'must match pattern "^(a+)+$"' },
  ]);
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
