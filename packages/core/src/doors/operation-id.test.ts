// SPEC.md §7: what a host says about its actions. Rule ids in titles refer to it.
import fc from "fast-check";
import { expect, test } from "vitest";

import type { ActionDescription } from "./describe-action.ts";
import { operationIdOf } from "./operation-id.ts";

function named(name: string, packageName = "@home/notes"): ActionDescription {
  const described = {
    owner: "notes",
    operation: "add",
    kind: "action",
    access: "user",
    path: "/",
    field: "payload",
  } as const;
  return { name, package: packageName, ...described };
}

test("[D19] the id of an operation is made of the words of its name", () => {
  expect(operationIdOf(named("@home/my-notes/notes.add"), "post")).toBe("post_home__my_notes__notes__add");
  expect(operationIdOf(named("home/notes/actors/board/moveAll"), "get")).toBe(
    "get_home__notes__actors__board__moveAll",
  );
  expect(operationIdOf(named("words/book.title"), "post")).toBe("post_words__book__title");
});

test("[D19] names that differ in their punctuation only have ids of their own", () => {
  const names = ["add-all", "add_all", "add.all", "add all", "add--all", "-add-all", "addAll", "add/all", "add all "];
  const ids = names.map((name) => operationIdOf(named(`@home/notes/notes.${name}`), "post"));

  expect(new Set(ids).size).toBe(names.length);
  expect(ids.filter((id) => !/^[A-Za-z0-9_]+$/.test(id))).toEqual([]);
  expect(operationIdOf(named("@host/xcore.health", "@host"), "post")).not.toBe(
    operationIdOf(named("host/xcore.health", "host"), "post"),
  );
});

test("[D19] no two names have one id", () => {
  const part = fc.stringMatching(/^[ab_.-]{1,4}$/);
  const name = fc
    .tuple(fc.constantFrom("@home/", ""), part, part, part)
    .map(([scope, pkg, owner, operation]) => `${scope}${pkg}/${owner.replaceAll(".", "-")}.${operation}`);
  fc.assert(
    fc.property(name, name, (left, right) => {
      fc.pre(left !== right);
      expect(operationIdOf(named(left), "post")).not.toBe(operationIdOf(named(right), "post"));
    }),
    { numRuns: 2000 },
  );
});
