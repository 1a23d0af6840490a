// SPEC.md §1, permissions. Rule ids in titles refer to it.
import { allow, definePlugin, deny, type PluginContext } from "@larder/sdk";
import { expect, test } from "vitest";

import { heapBytes } from "../testing/heap-bytes.ts";
import { testHost } from "../testing/test-host.ts";
import { createPermissionAudit, decisionsKept, type PermissionDecision } from "./permission-audit.ts";
import { createPermissions } from "./permissions.ts";

test("[P8] [X28] what was decided is remembered, entered each time, and told the first time", () => {
  const told: PermissionDecision[] = [];
  let now = 0;
  const audit = createPermissionAudit(
    () => (now += 1),
    (decision) => told.push(decision),
  );
  const permissions = createPermissions("@home/notes", [deny("db.secret"), allow("db.*", ["read"])], audit);

  permissions.allows("db.main", "read");
  expect(() => permissions.check("db.secret", "read")).toThrow("may not read `db.secret`");
  permissions.allows("db.main", "read");

  const decision = { package: "@home/notes", action: "read" };
  expect(audit.list()).toEqual([
    { at: 1, ...decision, resource: "db.main", allowed: true },
    { at: 2, ...decision, resource: "db.secret", allowed: false },
    { at: 3, ...decision, resource: "db.main", allowed: true },
  ]);
  expect(told.map(({ resource }) => resource)).toEqual(["db.main", "db.secret"]);
});

test("[P8] [X28] the audit is looked through by package, resource, act and outcome, the newest of it, oldest first", () => {
  const audit = createPermissionAudit(() => 0);
  for (const name of ["@a/one", "@b/two"]) {
    const permissions = createPermissions(name, [allow("cache.*", ["read"])], audit);
    for (const key of ["cache.a", "cache.b", "db"]) permissions.allows(key, "read");
  }
  const found = (filter: Parameters<typeof audit.list>[0]): readonly string[] =>
    audit.list(filter).map(({ package: name, resource }) => `${name} ${resource}`);

  expect(found({ package: "@a/*", resource: "cache.*" })).toEqual(["@a/one cache.a", "@a/one cache.b"]);
  expect(found({ allowed: false })).toEqual(["@a/one db", "@b/two db"]);
  expect(found({ limit: 2 })).toEqual(["@b/two cache.b", "@b/two db"]);
  expect(found({ action: "write" })).toEqual([]);
});

test("[P8] [X28] the audit keeps the newest hundred thousand", () => {
  const audit = createPermissionAudit(() => 0);
  const permissions = createPermissions("a", [], audit);
  for (let index = 0; index < decisionsKept + 5; index += 1) permissions.allows(`db.${index}`, "read");

  const kept = audit.list();

  expect([kept.length, kept[0]?.resource, kept.at(-1)?.resource]).toEqual([100_000, "db.5", "db.100004"]);
});

test("[P8] [X28] names of any length cost the audit no more than their beginning, and are denied", () => {
  const told: PermissionDecision[] = [];
  const audit = createPermissionAudit(
    () => 0,
    (decision) => told.push(decision),
  );
  const permissions = createPermissions("a", [allow("**")], audit);
  const long = `cache.${"k".repeat(1_000_000)}`;

  expect([permissions.allows(long, "read"), permissions.allows(long.slice(0, 4000), "read")]).toEqual([false, true]);
  expect(() => permissions.check(long, "read")).toThrow(/^`a` may not read `cache\.k{194}…`$/);
  expect(audit.list().map(({ resource }) => resource.length)).toEqual([201, 201, 201]);
  expect(told[0]?.resource).toBe(`${long.slice(0, 200)}…`);
});

test("[P8] [X28] the audit of long names stays small", () => {
  const audit = createPermissionAudit(() => 0);
  const permissions = createPermissions("a", [], audit);
  const before = heapBytes();
  for (let index = 0; index < 3000; index += 1) permissions.allows(`${index} ${"k".repeat(100_000)}`, "read");
  const kept = heapBytes() - before;

  expect(JSON.stringify(audit.list()).length).toBeLessThan(3000 * 400);
  expect(kept).toBeLessThan(3000 * 4000);
});

const listener = [
  allow("events:permission.*", ["subscribe"]),
  deny("events:audit.closed"),
  allow("events:audit.*", ["emit"]),
];

test("[P8] [X28] packages hear of decisions, and the host's own action lists them", async () => {
  const heard: (readonly [name: string, payload: { readonly action?: unknown }])[] = [];
  const plugin = definePlugin({
    permissions: listener,
    on: [
      {
        event: "permission.*",
        handler: (payload: object, _: unknown, { name }: { name: string }) => void heard.push([name, payload]),
      },
    ],
    actions: {
      open: (_: object, context: PluginContext) => context.emit("audit.open", {}),
      close: (_: object, context: PluginContext) => context.emit("audit.closed", {}),
    },
  });
  await using host = await testHost({ plugin, name: "notes" });

  await host.call("notes.open", {});
  await host.call("notes.open", {});
  await expect(host.call("notes.close", {})).rejects.toThrow("may not emit");

  const about = { package: "@local/notes", action: "emit" };
  expect(heard.filter(([, { action }]) => action === "emit")).toEqual([
    ["permission.allow", { ...about, resource: "events:audit.open" }],
    ["permission.deny", { ...about, resource: "events:audit.closed" }],
  ]);
  expect(await host.call("xcore.permission.audit", { allowed: false, package: "@local/notes" })).toMatchObject([
    { ...about, resource: "events:audit.closed", allowed: false },
  ]);
});

test("[P8] [X28] what was decided ends with the rules: a package that is started anew is judged by those of now", async () => {
  const audit = createPermissionAudit(() => 0);
  const before = createPermissions("a", [allow("db")], audit);
  const after = createPermissions("a", [deny("db")], audit);

  expect([before.allows("db", "read"), after.allows("db", "read"), before.allows("db", "read")]).toEqual([
    true,
    false,
    true,
  ]);
});
