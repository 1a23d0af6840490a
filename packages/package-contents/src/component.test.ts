import { expect, test } from "vitest";

import { componentKinds, hasCode } from "./component.ts";

test("themes, schemas and pages need nobody's trust; what a host would run does", () => {
  const withCode = componentKinds.filter((kind) => hasCode([{ kind, name: "x", path: "x", status: "ok" }]));

  expect(withCode).toEqual(["plugin", "link", "function", "actor", "service", "model", "chatflow"]);
});

test("a model that is data needs nobody's trust either", () => {
  const model = { kind: "model", name: "note", status: "ok" } as const;

  expect(hasCode([{ ...model, path: "models/note.yaml" }])).toBe(false);
  expect(hasCode([{ ...model, path: "models/note.js" }])).toBe(true);
});

test("code of another language is kept and never run, so it does not count", () => {
  expect(hasCode([{ kind: "plugin", name: "x", path: "x.py", status: "unsupported-code" }])).toBe(false);
});
