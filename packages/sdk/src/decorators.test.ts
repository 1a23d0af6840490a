import { expect, test } from "vitest";
import type { StandardSchemaV1 } from "@standard-schema/spec";

import { action, Cache, Db, definePlugin, jsonSchemaOf, requireService } from "./index.ts";

test("[X33] what is said of an action stands on it, and the services that it asks for are needs of its plugin", () => {
  const facts = { description: "Keeps", access: "user", version: "1.2.0", deprecatedFields: ["title"] } as const;
  const keep = requireService(
    { cache: Cache },
    action({ ...facts, needs: { db: Db } }, () => 1),
  );
  const plugin = definePlugin({ actions: { keep, count: requireService({ db: Db }, () => 2) } });

  expect(keep).toMatchObject({ ...facts, larder: "action", needs: { cache: { id: "cache" }, db: { id: "db" } } });
  expect(Object.keys(plugin.needs).toSorted()).toEqual(["cache", "db"]);
  expect(() => requireService({ emit: Db }, () => 1)).toThrow("A need cannot be called `emit`");
});

test("a validator says what it takes as JSON Schema, where its library can", () => {
  const standard = { version: 1, vendor: "test", validate: (value: unknown) => ({ value }) } as const;
  const speaking = {
    "~standard": { ...standard, jsonSchema: { input: () => ({ type: "string" }), output: () => ({ type: "number" }) } },
  } as StandardSchemaV1;
  const refusing = {
    "~standard": {
      ...standard,
      jsonSchema: {
        input: () => {
          throw new Error("It changes what it takes");
        },
      },
    },
  } as unknown as StandardSchemaV1;

  expect([
    jsonSchemaOf({ type: "object" }),
    jsonSchemaOf(speaking),
    jsonSchemaOf(speaking, "output"),
    jsonSchemaOf(refusing),
    jsonSchemaOf({ "~standard": standard } as StandardSchemaV1),
  ]).toEqual([{ type: "object" }, { type: "string" }, { type: "number" }, undefined, undefined]);
});
