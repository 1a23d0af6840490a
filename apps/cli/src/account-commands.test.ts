import { expect, test } from "vitest";

import { newWorkplace } from "./testing/larder-process.ts";

test("a token is for the packages, the addresses and the time that it is made for", async () => {
  await using place = await newWorkplace();
  const limits = ["--package", "@acme/*,left-pad", "--cidr", "192.0.2.0/24", "--expires", "7"];
  const create = ["token", "create", "--user", "ada", "--data", "data", "--json"];
  await place.run(["user", "add", "ada", "--data", "data"]);
  const server = await place.start(["serve", "--listen", "127.0.0.1:0", "--uplink", "none", "--data", "data"]);

  const made = await place.run([...create, ...limits]);
  const { token } = (made.document() as { data: { token: string } }).data;
  const elsewhere = await fetch(`${server.url}/-/whoami`, { headers: { authorization: `Bearer ${token}` } });
  await server.stop("SIGTERM");
  const alone = await place.run([...create, ...limits]);
  const never = await place.run([...create, "--expires", "soon"]);
  const nowhere = await place.run([...create, "--cidr", "here"]);

  const data = { packages: ["@acme/*", "left-pad"], cidrs: ["192.0.2.0/24"], expires: expect.stringMatching(/Z$/) };
  expect(made.document()).toMatchObject({ ok: true, data });
  expect(elsewhere.status).toBe(403);
  expect(alone.document()).toMatchObject({ ok: true, data });
  expect(never.exitCode).toBe(2);
  expect(nowhere.document()).toMatchObject({ ok: false, error: { code: "EVALIDATION" } });
});

test("users and tokens are listed and ended, with a server and without", async () => {
  await using place = await newWorkplace();
  const at = ["--data", "data", "--json"];
  await place.run(["user", "add", "ada", "--admin", "--data", "data"]);
  await place.run(["user", "add", "eve", "--data", "data"]);
  const { token } = (
    (await place.run(["token", "create", "--user", "eve", ...at])).document() as { data: { token: string } }
  ).data;

  const disabled = await place.run(["user", "disable", "eve", ...at]);
  const last = await place.run(["user", "disable", "ada", ...at]);
  const server = await place.start(["serve", "--listen", "127.0.0.1:0", "--uplink", "none", "--data", "data"]);
  const whoami = async (): Promise<number> =>
    (await fetch(`${server.url}/-/whoami`, { headers: { authorization: `Bearer ${token}` } })).status;
  const listed = await place.run(["user", "list", ...at]);
  const statuses = [await whoami()];
  await place.run(["user", "enable", "eve", ...at]);
  statuses.push(await whoami());
  const tokens = await place.run(["token", "list", "--user", "eve", ...at]);
  const [first] = (tokens.document() as { data: { tokens: { key: string }[] } }).data.tokens;
  const unsaid = await place.run(["token", "revoke", "", "--user", "eve", ...at]);
  statuses.push(await whoami());
  const revoked = await place.run(["token", "revoke", first?.key.slice(0, 12) ?? "", "--user", "eve", ...at]);
  statuses.push(await whoami());
  await server.stop("SIGTERM");
  const none = await place.run(["token", "list", "--user", "eve", "--data", "data"]);
  const nowhere = await place.run(["user", "list", "--data", "elsewhere", "--json"]);

  expect(disabled.document()).toMatchObject({ ok: true, data: { name: "eve", isDisabled: true } });
  expect(last.document()).toMatchObject({ ok: false, error: { summary: "`ada` is the last administrator" } });
  expect(listed.document()).toMatchObject({
    data: {
      users: [
        { name: "ada", isAdmin: true },
        { name: "eve", isDisabled: true },
      ],
    },
  });
  expect(tokens.stdout).not.toContain(token);
  expect(revoked.exitCode).toBe(0);
  expect(unsaid.exitCode).toBe(2);
  expect(statuses).toEqual([401, 200, 200, 401]);
  expect(none.stdout).toBe("eve has no token\n");
  expect(nowhere.document()).toMatchObject({ ok: false, error: { code: "E404" } });
});
