// SPEC.md §10, accounts. Rule ids in titles refer to it.
import { afterAll, beforeAll, expect, test } from "vitest";

import { type AccountsHost, startAccountsHost } from "../testing/accounts-host.ts";
import { postJson, seen } from "../testing/running-hosts.ts";

let host: AccountsHost;
beforeAll(async () => {
  host = await startAccountsHost();
});
afterAll(() => host[Symbol.asyncDispose]());

const control = async (path: string, body: unknown): Promise<unknown> =>
  await seen(await host.host.control(postJson(path, body)));
const audit = "/ipc/xcore.permission/audit";

test("[C15] [T21] the operator of the machine may do everything, and no address of the doors makes anybody else one", async () => {
  const operator = await control(`/doors${audit}`, {});
  const foreign = [audit, `/doors${audit}`, "/accounts", "/accounts/list", "/keys"].map(async (path) => {
    const headers = { "content-type": "application/json" };
    return (await host.send(path, { method: "POST", headers, body: "{}" })).status;
  });

  expect(operator).toMatchObject({ status: 200, body: { status: "ok", action: "audit" } });
  expect(await Promise.all(foreign)).toEqual([401, 404, 404, 404, 404]);
});

test("[C15] the operator makes accounts and keys, and is told what is wrong with them", async () => {
  const made = await control("/accounts", { name: "Grace", roles: ["editors"], password: "correct horse" });
  const key = await control("/keys", {
    account: "grace",
    kind: "plugin-key",
    label: "ci",
    expiresAt: "2027-01-01T00:00:00Z",
  });
  const refused = [
    await control("/accounts", { name: "grace", roles: [] }),
    await control("/accounts", { name: 7, roles: [] }),
    await control("/accounts", { name: "x", roles: "admin" }),
    await control("/keys", { account: "nobody", label: "ci" }),
    await control("/keys", { account: "grace", label: "ci", expiresAt: "soon" }),
    await control("/keys", { account: "grace", label: "ci", expiresAt: "2020-01-01T00:00:00Z" }),
    await control("/keys", { account: "grace", label: "ci", expiresAt: "+275760-09-13" }),
    await control("/keys", { account: "grace", label: "ci", kind: "tokn" }),
    await control("/keys", { account: "grace", label: "\u001B[31mred" }),
    await control("/keys", { account: "grace", label: "\u0000" }),
    await control("/accounts/disable", { name: "ada", isDisabled: true }),
    await control("/accounts/disable", { name: "ada", isDisabled: "yes" }),
  ];

  expect(made).toMatchObject({ status: 201, body: { name: "grace", roles: ["editors"], isDisabled: false } });
  expect(JSON.stringify(made)).not.toContain("argon2");
  expect(key).toMatchObject({
    status: 201,
    body: { secret: expect.stringMatching(/^lrk_[0-9a-f]{12}_/), key: { label: "ci" } },
  });
  expect(refused.map((answer) => (answer as { readonly body: { readonly code: string } }).body.code)).toEqual([
    "E409",
    "EBADREQUEST",
    "EBADREQUEST",
    "E404",
    "EBADREQUEST",
    "EVALIDATION",
    "EVALIDATION",
    "EBADREQUEST",
    "EVALIDATION",
    "EVALIDATION",
    "E409",
    "EBADREQUEST",
  ]);
});
