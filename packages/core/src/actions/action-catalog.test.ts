// SPEC.md §4, actions. Rule ids in titles refer to it.
import { expect, test } from "vitest";

import { oneTry, type RegisteredAction } from "./action.ts";
import { type ActionCatalog, createActionCatalog } from "./action-catalog.ts";

function anAction(packageName: string, owner: string, operation: string): RegisteredAction {
  return {
    kind: "action",
    packageName,
    owner,
    operation,
    name: `${owner}.${operation}`,
    description: undefined,
    input: undefined,
    output: undefined,
    checkInput: undefined,
    checkOutput: undefined,
    access: "public",
    timeoutMs: 0,
    rateLimits: [],
    retry: oneTry,
    callers: undefined,
    run: () => undefined,
  };
}

function aCatalog(...packages: readonly string[]): ActionCatalog {
  const catalog = createActionCatalog();
  for (const name of packages) catalog.add(anAction(name, "notes", "add"));
  return catalog;
}

const asker = { packageName: "@home/web", requires: ["@acme/notes"] };

const meanings = [
  ["the asker's own", ["@home/web", "@local/notes", "@acme/notes", "@other/notes"], "@home/web"],
  ["one of the local scope", ["@local/notes", "@acme/notes", "@other/notes"], "@local/notes"],
  ["one of a required package", ["@acme/notes", "@other/notes"], "@acme/notes"],
  ["the only one", ["@other/notes"], "@other/notes"],
] as const;

test.each(meanings)("[A1] a short name means %s", (_, packages, expected) => {
  expect(aCatalog(...packages).get("notes.add", asker).packageName).toBe(expected);
});

test("[A2] an ambiguous name lists the full names, and each of these works", () => {
  const catalog = aCatalog("@b/notes", "@a/notes");

  expect(() => catalog.get("notes.add", asker)).toThrow(
    "`notes.add` may be `@a/notes/notes.add` or `@b/notes/notes.add`",
  );
  expect(catalog.get("@b/notes/notes.add").packageName).toBe("@b/notes");
});

test("[A3] an unknown name lists the actions of its owner, or every owner", () => {
  const catalog = aCatalog("@a/notes");
  catalog.add(anAction("@a/notes", "metrics", "sum"));

  expect(() => catalog.get("notes.remove")).toThrow(
    expect.objectContaining({
      code: "E404",
      message: "There is no action `notes.remove`",
      hint: "There are `notes.add`",
    }),
  );
  expect(() => catalog.get("nothing.here")).toThrow(expect.objectContaining({ hint: "There are `metrics`, `notes`" }));
});

test("[A3] a name that two actions of one package would have is refused", () => {
  expect(() => aCatalog("@a/notes").add(anAction("@a/notes", "notes", "add"))).toThrow(
    "The action `@a/notes/notes.add` is there twice",
  );
});

test("[L11] removing an action, twice too, leaves nothing of it", () => {
  const catalog = createActionCatalog();
  const remove = catalog.add(anAction("@a/notes", "notes", "add"));

  remove();
  remove();

  expect(catalog.list()).toEqual([]);
  expect(() => catalog.get("notes.add")).toThrow(expect.objectContaining({ hint: "No started package has actions" }));
});
