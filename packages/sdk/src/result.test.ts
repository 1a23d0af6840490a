import { expect, test } from "vitest";

import { ActionError, allow, deny, error, event, isStandardSchema, ok, service } from "./index.ts";

test("a success is its fields, marked; the mark cannot be overwritten", () => {
  expect([ok(), ok({ id: 7 }), ok({ status: "error" })]).toEqual([
    { status: "ok" },
    { status: "ok", id: 7 },
    { status: "ok" },
  ]);
});

test("a failure is an error to throw, and data to send", () => {
  const failure = error("There is no note 7", "not_found", { id: 7 });

  expect(failure).toBeInstanceOf(Error);
  expect(failure).toBeInstanceOf(ActionError);
  expect(JSON.parse(JSON.stringify(failure))).toEqual({
    status: "error",
    msg: "There is no note 7",
    code: "not_found",
    details: { id: 7 },
  });
  expect(error("Something").code).toBe("error");
});

test("a rule without actions is about all of them", () => {
  expect([allow("db"), deny("events:audit.*", ["emit"])]).toEqual([
    { resource: "db", actions: ["*"], effect: "allow" },
    { resource: "events:audit.*", actions: ["emit"], effect: "deny" },
  ]);
});

test("tokens are plain data, so that two copies of this package agree on them", () => {
  const schema = { type: "object" };

  expect(service("analytics.meter")).toEqual({ token: "service", id: "analytics.meter" });
  expect(event("notes.added", schema)).toEqual({ token: "event", name: "notes.added", schema });
  expect(() => event("notes.added", "object" as unknown as { type: string })).toThrow(
    "The schema of the event `notes.added` must be a Standard Schema or a JSON Schema",
  );
});

test("a Standard Schema is told from JSON Schema also where it is a function, as some libraries make them", () => {
  const validator = Object.assign(() => undefined, {
    "~standard": { version: 1, vendor: "test", validate: () => ({ value: 1 }) },
  });

  expect([isStandardSchema(validator as never), isStandardSchema({ type: "string" })]).toEqual([true, false]);
});
