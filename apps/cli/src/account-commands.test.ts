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
