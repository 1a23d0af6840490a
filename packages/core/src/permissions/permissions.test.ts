// SPEC.md §1, permissions. Rule ids in titles refer to it.
import { allow, deny } from "@larder/sdk";
import { describe, expect, test } from "vitest";

import { createPermissions } from "./permissions.ts";

describe("permissions", () => {
  test("[P1] [X27] the first matching rule wins, whatever follows", () => {
    const permissions = createPermissions("@home/notes", [deny("db.secret"), allow("db.*", ["read"])]);

    expect(permissions.allows("db.main", "read")).toBe(true);
    expect(permissions.allows("db.secret", "read")).toBe(false);
  });

  test("[P1] [X27] a rule whose actions do not match is passed over", () => {
    const permissions = createPermissions("@home/notes", [deny("db", ["write"]), allow("db")]);

    expect(permissions.allows("db", "read")).toBe(true);
    expect(permissions.allows("db", "write")).toBe(false);
  });

  test("[P2] [X27] what no rule matches is denied, and no rules deny everything", () => {
    expect(createPermissions("a", []).allows("db", "read")).toBe(false);
    expect(createPermissions("a", [allow("db", ["read"])]).allows("cache.x", "read")).toBe(false);
  });

  test("[P3] the refusal names the package, the act and the resource, and the rule that would allow it", () => {
    expect(() => createPermissions("@home/notes", []).check("events:audit.log", "emit")).toThrow(
      expect.objectContaining({
        code: "E403",
        message: "`@home/notes` may not emit `events:audit.log`",
        hint: expect.stringContaining('"resource": "events:audit.log"'),
      }),
    );
  });

  test("[P4] [X29] a service is offered when a rule may allow something of it", () => {
    const permissions = createPermissions("a", [deny("db"), allow("ext.metrics.*", ["read"])]);

    expect(permissions.reaches("ext.metrics.series")).toBe(true);
    expect(permissions.reaches("db")).toBe(false);
  });

  test.each([
    ["*", "anything/at.all", true],
    ["db.*", "db.main", true],
    ["db.*", "db", false],
    ["db.?", "db.a", true],
    ["db.?", "db.ab", false],
    ["db.[a-c]x", "db.bx", true],
    ["db.[!a-c]x", "db.bx", false],
    ["events:*.added", "events:notes.added", true],
    ["events:*.added", "events:notes.removed", false],
    ["a**b", "ab", true],
    ["[", "[", true],
    ["a.c", "abc", false],
  ])("[P5] [X27] the pattern %s on %s gives %s", (pattern, resource, expected) => {
    expect(createPermissions("a", [allow(pattern)]).allows(resource, "read")).toBe(expected);
  });

  test("[P4] a service of many resources is offered when a rule may allow one of them", () => {
    const permissions = createPermissions("a", [deny("cache.*"), allow("scheduler.night-*"), allow("net:https://a/*")]);
    expect(["cache.", "scheduler.", "net:", "private-net:"].map((prefix) => permissions.reachesBelow(prefix))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  const urlPatterns = [
    ["net:https://api.example/*", "net:https://api.example/v1/items", true],
    ["net:https://api.example", "net:https://api.example/v1/items", true],
    ["net:https://api.example", "net:https://api.example.evil/", false],
    ["net:https://*.example/*", "net:https://api.example/", true],
    ["net:https://*.example/*", "net:https://evil/a.example/", false],
    ["net:https://*", "net:https://evil/a", true],
    ["net:*", "net:http://evil/a", true],
    ["net:*", "private-net:http://127.0.0.1/", false],
    ["private-net:http://127.0.0.1:*/*", "private-net:http://127.0.0.1:80/a", true],
    ["net:https://api.example/v1/*", "net:https://api.example/v2/", false],
  ] as const;

  test.each(urlPatterns)("[P7] the pattern of URLs %s on %s gives %s", (pattern, resource, expected) => {
    expect(createPermissions("a", [allow(pattern)]).allows(resource, "fetch")).toBe(expected);
  });

  test("[P5] a pattern made to be slow is not", () => {
    const permissions = createPermissions("a", [allow(`${"*a".repeat(50)}b`)]);
    const started = performance.now();

    expect(permissions.allows("a".repeat(4096), "read")).toBe(false);

    // One that tried all ways would never come back, however fast the machine.
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  test("[P5] nothing fits a name that is too long, and a pattern that is too long is refused", () => {
    const permissions = createPermissions("a", [allow("**")]);

    expect([permissions.allows("a".repeat(4096), "read"), permissions.allows("a".repeat(4097), "read")]).toEqual([
      true,
      false,
    ]);
    expect(() => createPermissions("a", [allow("*a".repeat(300))])).toThrow("A pattern has at most 512 letters");
  });
});
