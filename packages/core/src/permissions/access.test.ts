// SPEC.md §1, permissions. Rule ids in titles refer to it.
import type { Access } from "@larder/sdk";
import { expect, test } from "vitest";

import { type Asker, assertAccess, assertAccessMeaning } from "./access.ts";

const anAccount = (roles: readonly string[], permissions: readonly string[] = []): Asker => ({
  type: "principal",
  principal: { id: "eve", roles, permissions },
});

const asks = (asker: Asker, access: Access): string => {
  try {
    assertAccess(asker, access, "`notes.add`");
    return "passes";
  } catch (error) {
    return (error as { code: string }).code;
  }
};

const both: Access = { permissions: ["notes.read", "notes.write"] };

test.each([
  ["the operator", { type: "operator" }, ["passes", "passes", "passes", "passes"]],
  ["a stranger", { type: "stranger" }, ["passes", "EUNAVAILABLE", "EUNAVAILABLE", "EUNAVAILABLE"]],
  ["nobody", { type: "nobody" }, ["passes", "ENEEDAUTH", "ENEEDAUTH", "ENEEDAUTH"]],
  ["an account", anAccount([]), ["passes", "passes", "E403", "E403"]],
  ["an administrator", anAccount(["admin"]), ["passes", "passes", "passes", "passes"]],
  ["one with half of it", anAccount([], ["notes.read"]), ["passes", "passes", "E403", "E403"]],
  [
    "one with a permission and a role",
    anAccount(["notes.write"], ["notes.read"]),
    ["passes", "passes", "E403", "passes"],
  ],
] as const)(
  "[P9] [X35] [T27] %s asks for what is public, for users, for administrators, and for permissions",
  (_, asker, seen) => {
    expect([asks(asker, "public"), asks(asker, "user"), asks(asker, "admin"), asks(asker, both)]).toEqual(seen);
  },
);

test("[P9] [X35] who lacks something is told what", () => {
  expect(() => assertAccess(anAccount([], ["notes.read"]), both, "`notes.add`")).toThrow(
    expect.objectContaining({
      message: "`eve` may not use `notes.add`: it needs `notes.write`",
      missing: ["notes.write"],
    }),
  );
});

test.each(["Admin", "", null, {}, { permissions: [] }, { permissions: [""] }, { permissions: "notes" }])(
  "[P9] an access of %j means nothing, and opens no door",
  (access) => {
    expect(() => assertAccessMeaning(access, "notes.add")).toThrow("the `access` of `notes.add` must be");
  },
);
