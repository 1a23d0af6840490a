import { join } from "node:path";

import { hostPaths } from "@larder/host-directory";
import { newDatabases } from "@larder/sql/testing";
import { expect, test } from "vitest";

import { newWorkplace, type Workplace } from "./testing/larder-process.ts";

const layDatabase = newDatabases();

async function newHost(): Promise<Workplace> {
  const place = await newWorkplace();
  await place.run(["host", "init", ".", "--registry", "http://127.0.0.1:9"]);
  await layDatabase(join(hostPaths(place.directory).data, "database"));
  return place;
}

type Made = { readonly data: { readonly token: string; readonly id: string; readonly password: string } };

test("accounts are made, listed and changed while a host runs, and while it does not", async () => {
  await using host = await newHost();
  const none = await host.run(["account", "list", "--json"]);
  const first = await host.run(["account", "add", "ada", "--admin", "--json"]);
  const twice = await host.run(["account", "add", "ada", "--json"]);
  const running = await host.start(["start", ".", "--listen", "127.0.0.1:0"]);
  await host.run(["account", "add", "Eve@acme.example", "--role", "editors"], "correct horse battery\n");
  const second = await host.run(["account", "add", "bad name", "--json"]);
  const nowhere = await host.run(["account", "add", "grace", "--provider", "acme", "--json"]);
  const last = await host.run(["account", "disable", "ada", "--json"]);
  const roles = await host.run(["account", "roles", "eve@acme.example", "editors", "readers"]);
  const listed = await host.run(["account", "list", "--json"]);
  const login = await fetch(`${running.url}/auth/login`, {
    method: "POST",
    redirect: "manual",
    body: new URLSearchParams({ name: "eve@acme.example", password: "correct horse battery" }),
  });
  await running.stop("SIGTERM");
  const afterwards = await host.run(["account", "list"]);

  expect(none.document()).toMatchObject({ data: { accounts: [] } });
  expect((first.document() as Made).data).toMatchObject({
    name: "ada",
    roles: ["admin"],
    password: expect.any(String),
  });
  expect([twice.exitCode, twice.document()]).toMatchObject([1, { error: { code: "E409" } }]);
  expect(second.document()).toMatchObject({ error: { code: "EVALIDATION" } });
  expect([nowhere.exitCode, nowhere.document()]).toMatchObject([
    2,
    { error: { summary: "`larder.yaml` has no login provider `acme`" } },
  ]);
  expect(last.document()).toMatchObject({ error: { code: "E409", summary: "`ada` is the last administrator" } });
  expect(roles.stdout).toBe("eve@acme.example has the roles editors, readers\n");
  expect(listed.document()).toMatchObject({
    data: { accounts: [{ name: "ada" }, { name: "eve@acme.example", roles: ["editors", "readers"] }] },
  });
  expect(login.status).toBe(303);
  expect(afterwards.stdout).toMatch(/^ada +admin/);
});

test("of commands that come at once, each waits for its turn", { tags: ["slow"] }, async () => {
  await using host = await newHost();
  const names = ["ada", "eve"];

  const made = await Promise.all(names.map((name) => host.runProcess(["account", "add", name, "--json"])));
  const listed = await host.run(["account", "list", "--json"]);

  expect(made.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
  expect(listed.document()).toMatchObject({ data: { accounts: names.map((name) => ({ name })) } });
});

test("tokens and plugin keys are made, used, listed and revoked", async () => {
  await using host = await newHost();
  await host.run(["account", "add", "ci"]);
  const alone = (
    await host.run(["account", "token", "ci", "--label", "builds", "--expires", "7", "--json"])
  ).document() as Made;
  const nobody = await host.run(["account", "token", "nobody", "--json"]);
  const never = await host.run(["account", "token", "ci", "--expires", "soon", "--json"]);
  const running = await host.start(["start", ".", "--listen", "127.0.0.1:0"]);
  const key = (await host.run(["account", "token", "ci", "--plugin-key", "--json"])).document() as Made;
  const me = async (headers: Record<string, string>): Promise<number> =>
    (await fetch(`${running.url}/-/auth/me`, { headers })).status;
  const statuses = [
    await me({}),
    await me({ authorization: `Bearer ${alone.data.token}` }),
    await me({ "x-plugin-key": key.data.token }),
  ];
  const listed = await host.run(["account", "tokens", "ci", "--json"]);
  const unknown = await host.run(["account", "revoke", "ci", "000000000000", "--json"]);
  const revoked = await host.run(["account", "revoke", "ci", alone.data.id]);
  statuses.push(await me({ authorization: `Bearer ${alone.data.token}` }));

  expect(statuses).toEqual([401, 200, 200, 401]);
  expect(nobody.document()).toMatchObject({ error: { code: "E404", summary: "There is no account `nobody`" } });
  expect(never.exitCode).toBe(2);
  expect(listed.document()).toMatchObject({
    data: { tokens: [{ kind: "plugin-key" }, { kind: "token", label: "builds", usedAt: expect.any(String) }] },
  });
  expect(listed.stdout).not.toContain(alone.data.token);
  expect([unknown.document(), revoked.exitCode]).toMatchObject([{ error: { code: "E404" } }, 0]);
});

test("[T21] the operator of the machine calls without an account, and everybody else is asked for one", async () => {
  await using host = await newHost();
  await host.run(["account", "add", "ada", "--admin"]);
  const running = await host.start(["start", ".", "--listen", "127.0.0.1:0"]);

  const here = await host.run(["call", "xcore.permission.audit", "--json"]);
  const unknown = await host.run(["call", "notes.add", "--json"]);
  const elsewhere = await host.run(["call", "xcore.permission.audit", "--url", running.url, "--json"]);

  expect(here.document()).toMatchObject({ ok: true, data: { action: "xcore.permission.audit" } });
  expect(unknown.document()).toMatchObject({
    error: { code: "EACTION", summary: expect.stringContaining("`notes.add`") },
  });
  expect(elsewhere.document()).toMatchObject({
    ok: false,
    error: { code: "EACTION", summary: expect.stringContaining("logged in") },
  });
});
