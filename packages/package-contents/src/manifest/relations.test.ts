import { expect, test } from "vitest";

import { environmentOf } from "./environment.ts";
import { larderManifestJsonSchema } from "./larder-manifest.ts";
import { relationsOf } from "./relations.ts";

test("a package without a larder key has no relations, one with an empty key has empty ones", () => {
  expect(relationsOf({ name: "left-pad" })).toBeUndefined();
  expect(relationsOf({ name: "chat", larder: {} })).toEqual({});
});

test("relations are what the larder key says, and nothing else of it", () => {
  const larder = {
    mode: "trusted",
    requires: { "@acme/chat": "^1.0.0", "capability:mail": { version: "*", optional: true } },
    provides: { "capability:chat": "1.0.0" },
    conflicts: {},
  };

  expect(relationsOf({ larder })).toEqual({ requires: larder.requires, provides: larder.provides });
});

test("an invalid larder key of an uplink's version gives no relations, and breaks nothing", () => {
  expect(relationsOf({ larder: { requires: { "@acme/chat": "not a range" } } })).toEqual({});
  expect(relationsOf({ larder: "yes" })).toEqual({});
});

test("the host's variables that a package needs are listed once, sorted, without literals", () => {
  expect(environmentOf({ env: { A: "${TOKEN}", B: "eu", C: "${REGION}", D: "${TOKEN}", E: "x${NOT}" } })).toEqual([
    "REGION",
    "TOKEN",
  ]);
});

test("the JSON Schema describes every field and refuses others", () => {
  const schema = larderManifestJsonSchema();

  expect(Object.keys(schema["properties"] ?? {})).toEqual(
    expect.arrayContaining(["requires", "provides", "conflicts", "mode", "permissions", "callers", "limits", "env"]),
  );
  expect(schema["additionalProperties"]).toBe(false);
});
