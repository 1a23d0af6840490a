import { createTestDatabase } from "@larder/sql/testing";
import { expect, inject, test } from "vitest";

import { newWorkplace, type Workplace } from "./testing/larder-process.ts";

async function newHost(): Promise<Workplace> {
  const place = await newWorkplace();
  await place.run(["host", "init", ".", "--registry", "http://127.0.0.1:9"]);
  return place;
}

const me = async (url: string, headers: Record<string, string>): Promise<number> =>
  (await fetch(`${url}/-/auth/me`, { headers })).status;

test(
  "[C6] hosts with one `--database-url` have the same accounts, and what ends at one is ended at the other",
  { tags: ["slow"] },
  async () => {
    const database = await createTestDatabase(inject("postgresUrl"));
    await using here = await newHost();
    await using there = await newHost();
    const on = ["--database-url", database.url];
    const start = ["start", ".", "--listen", "127.0.0.1:0", ...on];

    const before = await here.run(["account", "add", "ada", "--admin", ...on, "--json"], "correct horse battery\n");
    const [first, second] = [await here.start(start), await there.start(start)];
    const login = await fetch(`${first.url}/auth/login`, {
      method: "POST",
      redirect: "manual",
      body: new URLSearchParams({ name: "ada", password: "correct horse battery" }),
    });
    const cookie = login.headers.getSetCookie()[0]?.split(";")[0] ?? "";
    const made = await there.run(["account", "token", "ada", "--json"]);
    const { token, id } = (made.document() as { readonly data: { readonly token: string; readonly id: string } }).data;
    const bearer = { authorization: `Bearer ${token}` };
    const good = [await me(second.url, { cookie }), await me(first.url, bearer), await me(second.url, {})];
    await here.run(["account", "revoke", "ada", id]);
    await there.run(["account", "password", "ada"], "another password\n");
    const ended = [await me(second.url, bearer), await me(first.url, { cookie })];
    await Promise.all([first.stop("SIGTERM"), second.stop("SIGTERM")]);
    const afterwards = await there.run(["account", "list", ...on]);
    const elsewhere = await there.run(["account", "list"]);
    await database.drop();

    expect(before.document()).toMatchObject({ ok: true, data: { name: "ada", roles: ["admin"] } });
    expect([login.status, ...good, ...ended]).toEqual([303, 200, 200, 401, 401, 401]);
    expect(afterwards.stdout).toMatch(/^ada +admin/);
    expect(elsewhere.stdout).toContain("This host has no accounts");
  },
);

test(
  "a host whose Postgres server is not there does not start, and its password is not shown",
  { tags: ["slow"] },
  async () => {
    await using host = await newHost();
    const url = "postgres://ada:secret@127.0.0.1:1/larder";

    const started = await host.run(["start", ".", "--listen", "127.0.0.1:0", "--database-url", url, "--json"]);
    const wrong = await host.run([
      "account",
      "list",
      "--database-url",
      "mysql://ada:secret@127.0.0.1/larder",
      "--json",
    ]);

    expect(started.document()).toMatchObject({ ok: false, error: { code: "EUNAVAILABLE" } });
    expect(wrong.document()).toMatchObject({
      ok: false,
      error: { summary: expect.stringContaining("--database-url") },
    });
    expect(`${started.stdout}${started.stderr}${wrong.stdout}${wrong.stderr}`).not.toContain("secret");
  },
);
