// SPEC.md §6, the host. Rule ids in titles refer to it.
import { expect, test } from "vitest";

import { findCulprit } from "./find-culprit.ts";

const packages = [
  { name: "@home/notes", directory: "/store/1/node_modules/@home/notes" },
  { name: "@home/notes2", directory: "/store/2/node_modules/@home/notes2" },
  { name: "@home/odd", directory: "/store/a b/node_modules/@home/odd" },
  { name: "@local/made", directory: undefined },
];

function failed(...lines: readonly string[]): Error {
  const error = new Error("at file:///store/2/node_modules/@home/notes2/index.js");
  error.stack = ["Error: it failed", ...lines.map((line) => `    at ${line}`)].join("\n");
  return error;
}

test.each([
  ["a module", "f (file:///store/1/node_modules/@home/notes/plugins/notes/index.js:3:9)", "@home/notes"],
  ["a CommonJS file", "f (/store/2/node_modules/@home/notes2/lib/a.cjs:3:9)", "@home/notes2"],
  ["a path that URLs write otherwise", "async file:///store/a%20b/node_modules/@home/odd/x.js:1:1", "@home/odd"],
  ["a library of nobody", "f (file:///store/3/node_modules/left-pad/index.js:1:1)", undefined],
])("[R10] a stack through %s names its package", (_, line, expected) => {
  expect(findCulprit(packages, failed("node:internal/timers:1:1", line))).toBe(expected);
});

test("[R10] of two packages in a stack it is the nearer one, and a cause counts after the error", () => {
  const both = failed(
    "f (file:///store/2/node_modules/@home/notes2/a.js:1:1)",
    "g (file:///store/1/node_modules/@home/notes/b.js:1:1)",
  );
  const wrapped = failed("node:internal/timers:1:1");
  wrapped.cause = both;

  expect(findCulprit(packages, both)).toBe("@home/notes2");
  expect(findCulprit(packages, wrapped)).toBe("@home/notes2");
});

test("[R10] what is no error, or is its own cause, has no culprit", () => {
  const circular = failed();
  circular.cause = circular;

  expect(["text", undefined, null, {}, circular].map((failure) => findCulprit(packages, failure))).toEqual(
    Array.from({ length: 5 }),
  );
});
