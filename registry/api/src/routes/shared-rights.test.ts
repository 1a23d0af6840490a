// SPEC.md §13, sharing packages. Rule ids in titles refer to it.
import { describeEachDatabase } from "@larder/registry-database/testing";
import { expect, test } from "vitest";

import { parseRegistryConfiguration } from "../origins/parse-configuration.ts";
import { type Acme, aPackage, openAcme, type Persona, readPackument, TestRegistry } from "../testing/index.ts";

/** What somebody may want of `@acme/chat`, in an order in which each leaves the next one possible. */
const wishes: { readonly [what: string]: (persona: Persona) => Promise<Response> } = {
  read: (persona) => persona.get("/@acme%2fchat"),
  "read the archive": (persona) => persona.get("/@acme%2fchat/-/chat-1.0.0.tgz"),
  star: (persona) => persona.put("/-/user/v1/star", { package: "@acme/chat" }),
  publish: (persona) => persona.publish(aPackage("@acme/chat").version("1.0.1")),
  batch: async (persona) =>
    persona.put("/-/pnpm/v1/publish", {
      packages: [await aPackage("@acme/chat").version("1.0.2").body()],
    }),
  tag: (persona) => persona.put("/-/package/@acme%2fchat/dist-tags/beta", "1.0.0"),
  warn: (persona) => persona.put("/@acme%2fchat", { versions: { "1.0.0": { deprecated: "old" } } }),
  "add an owner": (persona) => persona.put("/-/package/@acme%2fchat/owners", { user: "owner" }),
  "set the owners": (persona) =>
    persona.put("/@acme%2fchat/-rev/1", { _id: "@acme/chat", maintainers: [{ name: "owner" }] }),
  "set the access": (persona) => persona.post("/-/package/@acme%2fchat/access", { access: "restricted" }),
  grant: (persona) => persona.put("/-/team/acme/qa/package", { package: "@acme/chat", permissions: "read-only" }),
  "take a version back": async (persona) =>
    persona.delete(`/@acme%2fchat/-/chat-1.0.0.tgz/-rev/${await revisionFor(persona)}`),
  "publish a new name": (persona) => persona.publish(aPackage(`@acme/by-${persona.name}`)),
};

async function revisionFor(persona: Persona): Promise<string> {
  const response = await persona.get("/@acme%2fchat?write=true");
  return response.ok ? ((await response.json()) as { _rev: string })._rev : "1-larder";
}

/** Returns what the person may do, of everything that can be wished. */
async function rightsOf(who: keyof Omit<Acme, "world">): Promise<{ [what: string]: boolean | number }> {
  const { [who]: persona } = await openAcme();
  const seen: { [what: string]: boolean | number } = {};
  for (const [what, wish] of Object.entries(wishes)) {
    const response = await wish(persona);
    // A conflict is for those who may: the document was made from an older state.
    seen[what] = response.ok || response.status === 409 ? true : response.status;
  }
  return seen;
}

const all = Object.fromEntries(Object.keys(wishes).map((what) => [what, true]));
const reads = { read: true, "read the archive": true, star: true };
const writes = { ...reads, publish: true, batch: true, tag: true, warn: true };
const refusedWith = (status: number): { [what: string]: number } =>
  Object.fromEntries(Object.keys(wishes).map((what) => [what, status]));

test.each([
  ["owner", all],
  ["admin", all],
  ["root", all],
  ["writer", { ...refusedWith(403), ...writes, "publish a new name": true }],
  ["reader", { ...refusedWith(403), ...reads, "publish a new name": true }],
  // Of what is not for them they learn no more than of what is not there; new names they may publish.
  ["developer", { ...refusedWith(404), "publish a new name": true }],
  ["outsider", { ...refusedWith(404), publish: 403, batch: 403, warn: 403, grant: 403, "publish a new name": 403 }],
  ["anonymous", refusedWith(401)],
] as const)("[TM3] [TM6] [TM8] [A4] what `%s` may do with a restricted package", async (who, rights) => {
  expect(await rightsOf(who)).toEqual(rights);
});

/** What administrators may do, and others may not. */
async function answersFor(persona: Persona): Promise<number[]> {
  return [
    (await persona.get("/@acme%2fchat")).status,
    (await persona.publish(aPackage("@acme/chat").version("2.0.0"))).status,
    (await persona.publish(aPackage("@acme/new"))).status,
    (await persona.get("/-/org/acme/user")).status,
    (await persona.put("/-/org/acme/user", { user: "outsider", role: "owner" })).status,
    (await persona.get("/-/api/v1/audit-log")).status,
  ];
}

test("[A4] [S4] a token of an administrator without the scope `admin` does no more than that of anybody else", async () => {
  const { world, root } = await openAcme();
  const build = await world.token("root", { scopes: ["read", "publish"] });
  expect(await answersFor(build)).toEqual([404, 403, 403, 403, 403, 403]);
  expect(await (await build.get("/_changes")).text()).not.toContain("@acme/chat");
  expect(await answersFor(root)).toEqual([200, 201, 201, 200, 201, 200]);
});

test("[TM6] a team that may publish does not take versions back, also where maintainers may", async () => {
  const { owner, writer } = await openAcme();
  const { _rev } = await readPackument(owner, "@acme/chat");

  const byWriter = await writer.delete(`/@acme%2fchat/-/chat-1.0.0.tgz/-rev/${_rev}`);
  const byOwner = await owner.delete(`/@acme%2fchat/-/chat-1.0.0.tgz/-rev/${_rev}`);

  expect([byWriter.status, byOwner.status]).toEqual([403, 200]);
});

async function statusOf(persona: Persona): Promise<number> {
  return (await persona.get("/@inside%2ftool")).status;
}

describeEachDatabase("rights of teams in registry.yaml", (openDatabase) => {
  const yaml = `
rules:
  - packages: "@inside/*"
    origin: hosted
    read: ["@acme:developers"]
    publish: ["@acme:developers"]
  - packages: "**"
    origin: hosted
`;

  test("[TM12] a rule names teams, and is the outer bound: what a package says gives nobody more", async () => {
    const configuration = parseRegistryConfiguration(yaml, "registry.yaml");
    const { owner, writer, developer, outsider, anonymous } = await openAcme({
      database: await openDatabase(),
      configuration,
    });
    await writer.publish(aPackage("@inside/tool").access("public"));
    const everybody = [writer, developer, outsider, anonymous];

    expect(await Promise.all(everybody.map(statusOf))).toEqual([200, 404, 404, 401]);
    // A maintainer whom the rule does not let read it cannot.
    await writer.put("/-/package/@inside%2ftool/owners", { user: "outsider" });
    expect(await statusOf(outsider)).toBe(404);
    const found = await (await outsider.get("/-/v1/search?text=tool")).text();
    expect(found).not.toContain("@inside/tool");
    expect((await outsider.publish(aPackage("@inside/other"))).status).toBe(404);
    // Whoever joins the team may at once, and whoever leaves it may no longer.
    await owner.put("/-/team/acme/developers/user", { user: "developer" });
    expect(await statusOf(developer)).toBe(200);
    await owner.delete("/-/team/acme/developers/user", { user: "developer" });
    expect(await statusOf(developer)).toBe(404);
  });
});

test("[TM12] a list of rights with something else does not start", () => {
  for (const entry of ["acme:developers", "@acme", "@acme:", "@Acme:developers", "$everybody"]) {
    const text = `rules: [{ packages: "**", origin: hosted, read: ["${entry}"] }]`;
    expect(() => parseRegistryConfiguration(text, "registry.yaml")).toThrow("a team such as `@acme:developers`");
  }
});

test("[TM8] a token for some packages publishes those, and changes no organisation", async () => {
  const { world, owner } = await openAcme();
  const token = await world.token("owner", { scopes: ["read", "publish"], packagePatterns: ["@acme/*"] });

  const published = await token.publish(aPackage("@acme/chat").version("1.1.0"));
  const changed = await token.put("/-/org/acme/user", { user: "outsider" });

  expect([published.status, changed.status, (await owner.get("/-/org/acme/user")).status]).toEqual([201, 403, 200]);
});

test("[TM2] a scope without an organisation is for whoever comes first, restricted or not", async () => {
  const { ada, eve } = await TestRegistry.withUsers("ada", "eve");
  await ada.publish(aPackage("@mine/secret").access("restricted"));

  expect((await eve.publish(aPackage("@mine/other"))).status).toBe(201);
  expect((await eve.publish(aPackage("@mine/secret").version("2.0.0"))).status).toBe(404);
});
