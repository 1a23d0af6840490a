// SPEC.md §4, accounts. Rule ids in titles refer to it.
import { expect, test } from "vitest";

import { parseRegistryConfiguration } from "../origins/parse-configuration.ts";
import { aPackage, type Persona, TestRegistry, testPassword } from "../testing/index.ts";

/** What a route needs: nothing, a credential that is good, a login, the right to publish, to change an account, to see an organisation, or to administer. */
type Right =
  | "nothing"
  | "read"
  | "account"
  | "publish"
  | "manage-account"
  | "see-org"
  | "administer"
  | "member"
  | "manage-org";

/** What a request to a route looks like that only lacks the right. */
type Row = { readonly right: Right; readonly path?: string; readonly body?: unknown };

const name = "@acme%2fchat";
const tag = { right: "publish", path: `/-/package/${name}/dist-tags/beta`, body: "1.0.0" } as const;
const tags = { right: "publish", path: `/-/package/${name}/dist-tags`, body: { latest: "1.0.0" } } as const;
const login = { name: "nobody", password: testPassword, type: "user" };
const batch = { right: "publish", body: { packages: [] } } as const;
const member = { right: "manage-org", path: "/-/org/acme/user", body: { user: "eve" } } as const;
const teammate = { right: "manage-org", path: "/-/team/acme/qa/user", body: { user: "ada" } } as const;
const grant = {
  right: "manage-org",
  path: "/-/team/acme/qa/package",
  body: { package: "@acme/chat", permissions: "read-only" },
} as const;
const star = { right: "publish", path: `/-/user/package/${name}/star` } as const;
const revision = { right: "publish", body: { _id: "@acme/chat", name: "@acme/chat" } } as const;

/** Every route of the registry. One that is not here fails the first test. */
const rights: { readonly [route: string]: Row } = {
  "GET /-/ping": { right: "nothing" },
  "GET /-/healthz": { right: "nothing" },
  "GET /-/readyz": { right: "nothing" },
  // For this machine; operating.test.ts proves the right of everybody else.
  "GET /-/metrics": { right: "nothing" },
  "GET /downloads/point/:period/:name": { right: "read", path: `/downloads/point/last-week/${name}` },
  "GET /downloads/range/:period/:name": { right: "read", path: `/downloads/range/last-week/${name}` },
  "GET /-/api/v1/packages/:name/downloads": { right: "read", path: `/-/api/v1/packages/${name}/downloads` },
  "POST /-/v1/login": { right: "nothing", body: {} },
  "GET /-/v1/login/:page": { right: "nothing", path: "/-/v1/login/x" },
  "POST /-/v1/login/:page": { right: "nothing", path: "/-/v1/login/x" },
  "GET /-/v1/done/:done": { right: "nothing", path: "/-/v1/done/x" },
  "PUT /-/user/:user": { right: "nothing", path: "/-/user/org.couchdb.user:nobody", body: login },
  "PUT /-/user/:user/-rev/:rev": { right: "nothing", path: "/-/user/org.couchdb.user:nobody/-rev/1", body: login },
  "GET /-/whoami": { right: "account" },
  "GET /-/npm/v1/user": { right: "account" },
  "POST /-/npm/v1/user": { right: "manage-account", body: { email: "ada@example.com" } },
  "GET /-/user/:user": { right: "account", path: "/-/user/org.couchdb.user:ada" },
  "DELETE /-/user/token/:token": { right: "account", path: "/-/user/token/lrd_x" },
  "GET /-/npm/v1/tokens": { right: "manage-account" },
  "POST /-/npm/v1/tokens": { right: "manage-account", body: { password: testPassword } },
  "DELETE /-/npm/v1/tokens/token/:key": { right: "manage-account", path: "/-/npm/v1/tokens/token/x" },
  "GET /-/package/:name/dist-tags": { right: "read", path: tags.path },
  "PUT /-/package/:name/dist-tags": tags,
  "POST /-/package/:name/dist-tags": tags,
  "PUT /-/package/:name/dist-tags/:tag": tag,
  "POST /-/package/:name/dist-tags/:tag": tag,
  "DELETE /-/package/:name/dist-tags/:tag": tag,
  "GET /-/package/:name/owners": { right: "read", path: `/-/package/${name}/owners` },
  "PUT /-/package/:name/owners": { right: "publish", path: `/-/package/${name}/owners`, body: { user: "ada" } },
  "DELETE /-/package/:name/owners/:user": { right: "publish", path: `/-/package/${name}/owners/ada` },
  "GET /-/package/:name/visibility": { right: "read", path: `/-/package/${name}/visibility` },
  "GET /-/package/:name/access": { right: "read", path: `/-/package/${name}/access` },
  "POST /-/package/:name/access": {
    right: "publish",
    path: `/-/package/${name}/access`,
    body: { access: "restricted" },
  },
  "GET /-/package/:name/collaborators": { right: "account", path: `/-/package/${name}/collaborators` },
  "GET /-/org/:org/user": { right: "member", path: member.path },
  "PUT /-/org/:org/user": member,
  "DELETE /-/org/:org/user": member,
  "GET /-/org/:org/package": { right: "account", path: "/-/org/acme/package" },
  "GET /-/user/:user/package": { right: "account", path: "/-/user/ada/package" },
  "GET /-/org/:org/team": { right: "member", path: "/-/org/acme/team" },
  "PUT /-/org/:org/team": { right: "manage-org", path: "/-/org/acme/team", body: { name: "ops" } },
  "DELETE /-/team/:org/:team": { right: "manage-org", path: "/-/team/acme/qa" },
  "GET /-/team/:org/:team/user": { right: "member", path: teammate.path },
  "PUT /-/team/:org/:team/user": teammate,
  "DELETE /-/team/:org/:team/user": teammate,
  "GET /-/team/:org/:team/package": { right: "member", path: grant.path },
  "PUT /-/team/:org/:team/package": grant,
  "DELETE /-/team/:org/:team/package": grant,
  "GET /-/user/v1/star": { right: "account" },
  "PUT /-/user/v1/star": { right: "publish", body: { package: "@acme/chat" } },
  "DELETE /-/user/v1/star": { right: "publish", body: { package: "@acme/chat" } },
  "PUT /-/user/package/:name/star": star,
  "DELETE /-/user/package/:name/star": star,
  "GET /-/user/:user/stars": { right: "account", path: "/-/user/ada/stars" },
  "GET /-/_view/starredByUser": { right: "account", path: '/-/_view/starredByUser?key="ada"' },
  "PUT /-/pnpr/v0/publish": batch,
  "PUT /-/pnpm/v1/publish": batch,
  "GET /-/npm/v1/keys": { right: "read" },
  "GET /-/npm/v1/attestations/:spec": { right: "read", path: `/-/npm/v1/attestations/${name}@1.0.0` },
  "POST /-/npm/v1/security/advisories/bulk": { right: "read", body: {} },
  "POST /-/npm/v1/security/audits/quick": { right: "read", body: {} },
  "POST /-/npm/v1/security/audits": { right: "read", body: {} },
  "GET /-/api/v1/openapi.json": { right: "read" },
  "GET /-/api/v1/docs": { right: "read" },
  "GET /-/api/v1/packages": { right: "read" },
  "GET /-/api/v1/packages/:name": { right: "read", path: `/-/api/v1/packages/${name}` },
  "GET /-/api/v1/packages/:name/versions/:version": {
    right: "read",
    path: `/-/api/v1/packages/${name}/versions/1.0.0`,
  },
  "GET /-/api/v1/packages/:name/versions": { right: "read", path: `/-/api/v1/packages/${name}/versions` },
  "GET /-/api/v1/packages/:name/versions/:version/files": {
    right: "read",
    path: `/-/api/v1/packages/${name}/versions/1.0.0/files`,
  },
  "GET /-/api/v1/packages/:name/versions/:version/files/:path{.+}": {
    right: "read",
    path: `/-/api/v1/packages/${name}/versions/1.0.0/files/package.json`,
  },
  "GET /-/api/v1/packages/:name/dependents": { right: "read", path: `/-/api/v1/packages/${name}/dependents` },
  "GET /-/api/v1/actions": { right: "read" },
  "GET /-/api/v1/capabilities": { right: "read" },
  "GET /-/api/v1/components": { right: "read" },
  "GET /-/api/v1/domains": { right: "read" },
  "GET /-/api/v1/plugins": { right: "read" },
  "GET /-/api/v1/search": { right: "read" },
  "POST /-/api/v1/resolve": { right: "read", body: { wants: [] } },
  "POST /-/api/v1/archives": { right: "read", body: { packages: [{ name, version: "1.0.0" }] } },
  "GET /-/api/v1/users": { right: "administer" },
  "POST /-/api/v1/users": { right: "administer", body: { name: "bob" } },
  "GET /-/api/v1/users/:user": { right: "administer", path: "/-/api/v1/users/eve" },
  "PATCH /-/api/v1/users/:user": { right: "administer", path: "/-/api/v1/users/eve", body: {} },
  "GET /-/api/v1/tokens": { right: "manage-account" },
  "POST /-/api/v1/tokens": { right: "manage-account", body: { password: testPassword } },
  "DELETE /-/api/v1/tokens/:key": { right: "manage-account", path: "/-/api/v1/tokens/x" },
  "GET /-/api/v1/orgs": { right: "account" },
  "GET /-/api/v1/orgs/:org": { right: "see-org", path: "/-/api/v1/orgs/zoo" },
  "GET /-/api/v1/orgs/:org/teams/:team": { right: "see-org", path: "/-/api/v1/orgs/zoo/teams/keepers" },
  "GET /-/api/v1/audit-log": { right: "administer" },
  "GET /-/api/v1/audit-log/export": { right: "administer" },
  "GET /-/v1/search": { right: "read" },
  "GET /": { right: "read" },
  "GET /_changes": { right: "read" },
  "GET /:name": { right: "read", path: `/${name}` },
  "PUT /:name": { right: "publish", path: `/${name}`, body: {} },
  "PUT /:name/-rev/:rev": { ...revision, path: `/${name}/-rev/1` },
  "DELETE /:name/-rev/:rev": { right: "publish", path: `/${name}/-rev/1` },
  "DELETE /:name/-/:file/-rev/:rev": { right: "publish", path: `/${name}/-/chat-1.0.0.tgz/-rev/1` },
  "GET /:name/:versionOrTag": { right: "read", path: `/${name}/1.0.0` },
  "GET /:name/-/:file": { right: "read", path: `/${name}/-/chat-1.0.0.tgz` },
};

const privateToAda = `
rules:
  - packages: "@acme/*"
    origin: hosted
    read: [ada]
    publish: [ada]
  - packages: "**"
    origin: hosted
`;

/** What is no route for all methods: middleware, and that nothing below `/-/` is a package. */
const passing: ReadonlySet<string> = new Set(["/*", "/-/*"]);

test("[A4] [S4] every route says what right it needs", async () => {
  const { registry } = await TestRegistry.open();
  const routes = registry.app.routes.filter(({ method, path }) => method !== "ALL" || !passing.has(path));

  expect(Object.keys(rights).toSorted()).toEqual(
    [...new Set(routes.map(({ method, path }) => `${method} ${path}`))].toSorted(),
  );
});

/** Who is refused where, and how. */
const refusals: readonly { who: string; status: number; where: (row: Row) => boolean }[] = [
  { who: "expired", status: 401, where: ({ right }) => right !== "nothing" },
  { who: "elsewhere", status: 403, where: ({ right }) => right !== "nothing" },
  { who: "anonymous", status: 401, where: (row) => isOfPackage(row) || needsLogin(row) },
  { who: "reader", status: 403, where: ({ right }) => right === "publish" || right.startsWith("manage-") },
  { who: "other packages", status: 403, where: (row) => isOfPackage(row) || row.right.startsWith("manage-") },
  { who: "admin of other packages", status: 403, where: ({ right }) => right === "administer" },
  { who: "in the office", status: 403, where: isForOthers },
  { who: "no administrator", status: 403, where: isForOthers },
  { who: "stranger", status: 404, where: isOfPackage },
  { who: "stranger", status: 403, where: ({ right }) => right === "member" || right === "manage-org" },
];

test("[A3] [A4] [A8] [S4] no route lets a token do what it cannot", async () => {
  const { people } = await openPrivate();

  const wrong: string[] = [];
  for (const [route, row] of Object.entries(rights)) {
    for (const { who, status } of refusals.filter(({ where }) => where(row))) {
      const seen = await statusOf(people[who], route, row);
      if (seen !== status) wrong.push(`${route}: ${who} gets ${seen}`);
    }
  }

  expect(wrong).toEqual([]);
});

test("[A4] [A8] no route refuses a token that may", async () => {
  const { people } = await openPrivate();
  const wrong: string[] = [];
  for (const [route, row] of Object.entries(rights).filter(([key, value]) => !isLeftOut(key, value))) {
    const who = isForOthers(row) ? "administrator" : "in the office";
    const seen = await statusOf(people[who], route, row);
    if (seen === 401 || seen === 403) wrong.push(`${route}: ${seen}`);
  }

  expect(wrong).toEqual([]);
});

/** A registry with a package that only `ada` may read, the organisation that she owns, and people with all kinds of tokens. */
async function openPrivate(): Promise<{ readonly people: { readonly [who: string]: Persona } }> {
  const world = await TestRegistry.open({ configuration: parseRegistryConfiguration(privateToAda, "registry.yaml") });
  const ada = await world.user("ada");
  await ada.publish(aPackage("@acme/chat"));
  const scopes = ["read", "publish"];
  const office = await world.token("ada", { scopes, cidrs: ["192.0.2.0/24"] });
  const people = {
    expired: await world.token("ada", { scopes, expiresAt: new Date(0) }),
    elsewhere: office.at("198.51.100.1"),
    "in the office": office.at("192.0.2.1"),
    anonymous: world.anonymous,
    reader: await world.token("ada", { scopes: ["read"] }),
    "other packages": await world.token("ada", { scopes, packagePatterns: ["left-pad"] }),
    stranger: await world.user("eve"),
    administrator: await world.user("root", { scopes: ["admin"], isAdmin: true }),
    "admin of other packages": await world.token("root", { scopes: ["admin"], packagePatterns: ["left-pad"] }),
    "no administrator": await world.token("ada", { scopes: ["admin"] }),
  };
  await people.administrator.put("/-/org/acme/user", { user: "ada", role: "owner" });
  await ada.put("/-/org/acme/team", { name: "qa" });
  return { people };
}

/** Ending a token that is none of one's own is 401, and taking packages away would end the test. */
function isLeftOut(route: string, { right }: Row): boolean {
  return ["nothing", "publish", "manage-org"].includes(right) || route === "DELETE /-/user/token/:token";
}

function needsLogin({ right }: Row): boolean {
  return right !== "nothing" && right !== "read";
}

/** What `ada`, who is no administrator and in no organisation, cannot do. */
function isForOthers({ right }: Row): boolean {
  return right === "see-org" || right === "administer";
}

function isOfPackage({ path }: Row): boolean {
  return path?.includes(name) === true;
}

async function statusOf(persona: Persona | undefined, route: string, row: Row): Promise<number> {
  if (persona === undefined) throw new Error("Nobody is called so");
  const [method = "", pattern = ""] = route.split(" ");
  const body = row.body === undefined ? {} : { body: JSON.stringify(row.body) };
  const response = await persona.send(row.path ?? pattern, { method, ...(method === "GET" ? {} : body) });
  await response.body?.cancel();
  return response.status;
}
