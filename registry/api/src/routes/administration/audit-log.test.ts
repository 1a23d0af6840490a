// SPEC.md §11, administration. Rule ids in titles refer to it.
import { appendAudit } from "@larder/registry-database";
import { beforeEach, expect, test } from "vitest";

import { aPackage, type Persona, refusal, seen, TestRegistry, testPassword } from "../../testing/index.ts";

const log = "/-/api/v1/audit-log";

type Entry = { readonly id: number; readonly actor: string; readonly action: string; readonly target: string };

let now: Date;
let world: TestRegistry;
let root: Persona;
let ada: Persona;
beforeEach(async () => {
  now = new Date("2026-11-21T10:00:00.000Z");
  world = await TestRegistry.open({ clock: () => now });
  root = await world.user("root", { scopes: ["read", "publish", "admin"], isAdmin: true });
  ada = await world.user("ada");
});

async function list(query: string): Promise<{ entries: readonly Entry[]; next: string | null }> {
  return (await seen(await root.get(`${log}?${query}`))).body as { entries: readonly Entry[]; next: string | null };
}

test("[AD5] what administrators do is in the log, with who, from where, what was before and after, and no secret", async () => {
  await root
    .at("192.0.2.7")
    .send("/-/api/v1/users/ada", { method: "PATCH", body: JSON.stringify({ isDisabled: true }) });
  await root.send("/-/api/v1/users/ada", { method: "PATCH", body: JSON.stringify({ isDisabled: true }) });
  await root.post("/-/api/v1/users", { name: "eve", password: "a secret of eve" });
  await root.post("/-/api/v1/tokens", { user: "eve" });

  const { entries } = await list("actor=root");

  expect(entries).toMatchObject([
    { action: "token.create", target: "user:eve", after: { scopes: ["read"] }, ip: "127.0.0.1" },
    { action: "user.create", target: "user:eve", after: { isAdmin: false } },
    {
      action: "user.update",
      actor: "root",
      target: "user:ada",
      before: { isDisabled: false },
      after: { isDisabled: true },
      ip: "192.0.2.7",
    },
  ]);
  expect(JSON.stringify(entries)).not.toContain("a secret of eve");
});

test("[AD5] the log tells from where somebody logged in, and nothing of what changed nothing", async () => {
  const there = world.anonymous.at("192.0.2.9");
  await there.put("/-/user/org.couchdb.user:ada", { name: "ada", password: testPassword });
  const { loginUrl, doneUrl } = (await (await there.post("/-/v1/login", {})).json()) as { [name: string]: string };
  const form = new URLSearchParams({ name: "ada", password: testPassword });
  await world.anonymous.at("192.0.2.8").send(new URL(loginUrl ?? "").pathname, { method: "POST", body: form });
  await there.get(new URL(doneUrl ?? "").pathname);
  await ada.post("/-/npm/v1/user", {});

  const { entries } = await list("actor=ada");

  expect(entries).toMatchObject([
    { action: "token.create", ip: "192.0.2.9" },
    { action: "user.web-login", ip: "192.0.2.8", after: { client: "192.0.2.9" } },
    { action: "token.create", ip: "192.0.2.9" },
  ]);
});

test("[AD5] the log tells from where a package was published and changed", async () => {
  await ada.at("192.0.2.7").publish(aPackage("left-pad"));
  await ada.at("192.0.2.8").put("/-/package/left-pad/dist-tags/beta", "1.0.0");
  await ada
    .at("192.0.2.9")
    .put("/-/pnpm/v1/publish", { packages: [await aPackage("left-pad").version("2.0.0").body()] });

  const { entries } = await list("actor=ada");

  expect(entries).toMatchObject([
    { action: "package.publish", target: "left-pad@2.0.0", ip: "192.0.2.9" },
    { action: "package.dist-tags", ip: "192.0.2.8" },
    { action: "package.publish", target: "left-pad@1.0.0", ip: "192.0.2.7" },
  ]);
});

test("[AD5] the log is narrowed by actor, action, target and time, and read by the page", async () => {
  now = new Date("2026-11-22T10:00:00.000Z");
  await ada.publish(aPackage("left-pad"));
  await ada.publish(aPackage("right-pad"));

  expect((await list("actor=ada")).entries).toHaveLength(2);
  expect((await list("action=package.publish&target=left-pad%401.0.0")).entries).toMatchObject([{ actor: "ada" }]);
  expect((await list("since=2026-11-22T00:00:00Z&until=2026-11-23T00:00:00%2B01:00")).entries).toHaveLength(2);
  expect((await list("since=2026-11-22T10:00:00.001Z&actor=ada")).entries).toEqual([]);
  expect(await refusal(await root.get(`${log}?since=yesterday`))).toMatchObject({ status: 400, code: "EVALIDATION" });

  const all = await list("");
  const [first, rest] = [await list("size=1"), await list(`after=${(await list("size=1")).next}`)];
  expect([...first.entries, ...rest.entries]).toEqual(all.entries);
  expect(rest.next).toBeNull();
});

test("[AD6] the whole log is exported as lines of JSON, oldest first, however long it is", async () => {
  const entries = Array.from({ length: 1001 }, (_, index) => index);
  await world.database.db.transaction(async (tx) => {
    for (const index of entries) await appendAudit(tx, { at: now, actor: "ada", action: "test", target: `${index}` });
  });

  const response = await root.get(`${log}/export?action=test`);
  const lines = (await response.text()).trimEnd().split("\n");

  expect(response.headers.get("content-type")).toBe("application/x-ndjson");
  expect(lines.map((line) => (JSON.parse(line) as Entry).target)).toEqual(entries.map(String));
  expect(await (await root.get(`${log}/export?action=nothing`)).text()).toBe("");
});
