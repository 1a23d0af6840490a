// SPEC.md §7 and §11, accounts and administration. Rule ids in titles refer to it.
import { describeEachDatabase } from "@larder/registry-database/testing";
import { expect, test } from "vitest";

import { openAcme, type Persona } from "../../testing/index.ts";

const numbers = ["9007199254740991", "2147483648", "-1", "1e3", "NaN", "%00", "' or 1=1 --"];
const moments = [
  "0000-01-01T00:00:00Z",
  "9999-12-31T23:59:59Z",
  "2026-01-01T00:00:00+99:99",
  "0001-01-01T00:00:00+14:00",
  "9999-12-31T23:59:59-14:00",
  "0000-01-01",
  "0000-01-01:0000-02-01",
  "2026-02-30T00:00:00Z",
  "2026-01-01T24:00:00Z",
];
const texts = ["%00", "%ED%A0%80", "%E0%A4%A", "..%2f..", "constructor", "__proto__", "a".repeat(300), "%22", "*"];

const paths = [
  ...numbers.flatMap((number) => [
    `/-/api/v1/tokens?after=${number}`,
    `/-/api/v1/audit-log?after=${number}`,
    `/-/npm/v1/tokens?page=${number}&perPage=${number}`,
    `/_changes?since=${number}`,
  ]),
  ...moments
    .map(encodeURIComponent)
    .flatMap((moment) => [
      `/-/api/v1/audit-log?since=${moment}`,
      `/-/api/v1/audit-log?until=${moment}`,
      `/-/api/v1/audit-log/export?since=${moment}`,
      `/downloads/point/${moment}/@acme%2fchat`,
      `/-/api/v1/search?updated=${moment}`,
    ]),
  ...texts.flatMap((text) => [
    `/-/api/v1/users?after=${text}`,
    `/-/api/v1/users/${text}`,
    `/-/api/v1/orgs?of=all&after=${text}`,
    `/-/api/v1/orgs/${text}`,
    `/-/api/v1/orgs/acme/teams/${text}`,
    `/-/api/v1/tokens?user=${text}`,
    `/-/api/v1/audit-log?actor=${text}&target=${text}`,
    `/-/org/${text}/user`,
    `/-/org/${text}/package`,
    `/-/user/${text}/package`,
    `/-/user/${text}/stars`,
    `/-/_view/starredByUser?key=${text}`,
    `/-/team/acme/${text}/user`,
    `/-/user/org.couchdb.user:${text}`,
    `/-/package/@acme%2fchat/collaborators?user=${text}`,
    `/-/v1/login/${text}`,
    `/-/v1/done/${text}`,
  ]),
];

type Ask = readonly [method: string, path: string, body?: unknown];

const changes: Ask[] = [
  ...texts.flatMap((text): Ask[] => [
    ["DELETE", `/-/npm/v1/tokens/token/${text}`],
    ["DELETE", `/-/user/token/${text}`],
    ["DELETE", `/-/api/v1/tokens/${text}`],
    ["DELETE", `/-/package/@acme%2fchat/owners/${text}`],
    ["DELETE", `/-/team/acme/${text}`],
  ]),
  ...["\0", "\ud800", "a\u202eb", "__proto__", ""].flatMap((text): Ask[] => [
    ["PATCH", "/-/api/v1/users/reader", { email: `${text}@b` }],
    ["POST", "/-/api/v1/users", { name: `x${text}`, email: `${text}x@b` }],
    ["POST", "/-/api/v1/users", { name: `ok${text.length}${text.codePointAt(0) ?? 0}`, email: `${text}x@b` }],
    ["POST", "/-/api/v1/tokens", { user: "reader", name: text, description: text }],
    ["POST", "/-/api/v1/tokens", { user: "reader", packages: [text], cidrs: [text] }],
    ["POST", "/-/api/v1/tokens", { user: "reader", expires: "9999-12-31T23:59:59Z" }],
    ["POST", "/-/api/v1/tokens", { user: "reader", expires: "0000-12-31T23:59:59Z" }],
    ["PUT", "/-/org/acme/team", { name: `t${text.length}`, description: text }],
    ["PUT", "/-/org/acme/user", { user: text }],
    ["PUT", "/-/package/@acme%2fchat/owners", { user: text }],
    ["DELETE", "/-/org/acme/user", { user: text }],
    ["DELETE", "/-/team/acme/qa/package", { package: text }],
    ["POST", "/-/npm/v1/user", { email: `${text}x@example.com` }],
    [
      "PUT",
      `/-/user/org.couchdb.user:${encodeURIComponent(text.toWellFormed())}`,
      { name: text, password: text, email: text },
    ],
  ]),
];

/** Returns what went wrong; `undefined` for an answer, whatever it says. */
async function failureOf(persona: Persona, [method, path, body]: Ask): Promise<object | undefined> {
  const response = await persona.send(path, body === undefined ? { method } : { method, body: JSON.stringify(body) });
  const text = await response.text().catch(() => undefined);
  return response.status < 500 && text !== undefined ? undefined : { by: persona.name, method, path, body, text };
}

describeEachDatabase("requests that nobody sends by accident", (openDatabase) => {
  test("[L4] [S29] whatever stands in a path, a query or a body, it is answered and breaks nothing", async () => {
    const { root, owner } = await openAcme({ database: await openDatabase() });
    const failures: (object | undefined)[] = [];
    for (const persona of [root, owner]) {
      for (const path of paths) failures.push(await failureOf(persona, ["GET", path]));
      for (const change of changes) failures.push(await failureOf(persona, change));
    }

    expect(failures.filter((failure) => failure !== undefined)).toEqual([]);
  });
});
