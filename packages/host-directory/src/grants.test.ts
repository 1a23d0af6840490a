import { expect, test } from "vitest";

import { listUngranted } from "./grants.ts";

const allow = (resource: string, ...actions: string[]) => ({ resource, actions, effect: "allow" }) as const;

test("what was agreed to is not asked for again, action by action", () => {
  const asked = [allow("db", "read", "write"), allow("net:https://a.example/**", "fetch")];

  expect(listUngranted(asked, [])).toEqual([
    { resource: "db", actions: ["read", "write"] },
    { resource: "net:https://a.example/**", actions: ["fetch"] },
  ]);
  expect(listUngranted(asked, [{ resource: "db", actions: ["read"] }])).toEqual([
    { resource: "db", actions: ["write"] },
    { resource: "net:https://a.example/**", actions: ["fetch"] },
  ]);
  expect(
    listUngranted(asked, [
      { resource: "db", actions: ["*"] },
      { resource: "net:https://a.example/**", actions: ["fetch"] },
    ]),
  ).toEqual([]);
});

test("all actions are more than the ones that were agreed to, and another glob is another resource", () => {
  const grants = [{ resource: "db.**", actions: ["read"] }];

  expect(listUngranted([allow("db.**", "*")], grants)).toEqual([{ resource: "db.**", actions: ["*"] }]);
  expect(listUngranted([allow("db.notes", "read")], grants)).toEqual([{ resource: "db.notes", actions: ["read"] }]);
});

test("what a package denies itself needs nobody's word, and a resource that is named twice is told once", () => {
  const asked = [
    { resource: "db.secrets", actions: ["*"], effect: "deny" } as const,
    allow("db", "read"),
    allow("db", "read", "write"),
  ];

  expect(listUngranted(asked, [])).toEqual([{ resource: "db", actions: ["read", "write"] }]);
});
