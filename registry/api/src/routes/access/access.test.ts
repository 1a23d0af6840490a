// SPEC.md §13, sharing packages. Rule ids in titles refer to it.
import { listAudit } from "@larder/registry-database";
import { describeEachDatabase } from "@larder/registry-database/testing";
import { expect, test } from "vitest";

import { parseRegistryConfiguration } from "../../origins/parse-configuration.ts";
import { aPackage, openAcme, Persona, refusal, seen, TestRegistry } from "../../testing/index.ts";

const chat = "/-/package/@acme%2fchat";

async function bodyOf(response: Response): Promise<unknown> {
  return (await seen(response)).body;
}

async function statuses(persona: Persona, paths: readonly string[]): Promise<number[]> {
  const answers: number[] = [];
  for (const path of paths) answers.push((await persona.get(path)).status);
  return answers;
}

/** Whether the caller sees `@acme/chat`; of a package nobody sees a half. */
async function sees(persona: Persona): Promise<boolean> {
  const paths = ["/@acme%2fchat", "/@acme%2fchat/1.0.0", "/@acme%2fchat/-/chat-1.0.0.tgz", `${chat}/dist-tags`];
  const found = new Set((await statuses(persona, paths)).map((status) => status === 200));
  expect(found.size).toBe(1);
  return found.has(true);
}

describeEachDatabase("whom packages are for", (openDatabase) => {
  test("[TM3] a restricted package is for its maintainers, teams that were granted it, and those who run its scope", async () => {
    const { world: _, ...people } = await openAcme({ database: await openDatabase() });

    const seeing: string[] = [];
    for (const [who, persona] of Object.entries(people)) if (await sees(persona)) seeing.push(who);

    expect(seeing).toEqual(["root", "owner", "admin", "writer", "reader"]);
  });

  test("[TM5] who may read it follows every change at once, on every replica, with the tokens that were there", async () => {
    const database = await openDatabase();
    const { world, ...here } = await openAcme({ database });
    const { owner, admin } = here;
    // On PGlite one process owns the data: both are the same registry.
    const replica =
      database.engine === "postgres" ? await TestRegistry.open({ database, storage: world.storage }) : world;
    const there = (persona: Persona): Persona => new Persona(replica.registry, persona.name, persona.token);
    const [developer, reader, outsider, anonymous] = [
      there(here.developer),
      there(here.reader),
      there(here.outsider),
      there(here.anonymous),
    ];
    const grant = { package: "@acme/chat" };
    const seenAfter: string[] = [];
    const step = async (response: Response, persona: Persona): Promise<void> => {
      expect(response.ok).toBe(true);
      seenAfter.push(`${persona.name} ${(await sees(persona)) ? "sees" : "does not"}`);
    };
    expect([await sees(developer), await sees(reader), await sees(outsider)]).toEqual([false, true, false]);

    await step(await admin.put("/-/team/acme/developers/user", { user: "developer" }), developer);
    await step(await admin.delete("/-/team/acme/developers/user", { user: "developer" }), developer);
    await step(await owner.delete("/-/team/acme/qa/package", grant), reader);
    await step(await owner.put("/-/team/acme/qa/package", { ...grant, permissions: "read-only" }), reader);
    await step(await admin.delete("/-/team/acme/qa"), reader);
    await step(await owner.put(`${chat}/owners`, { user: "outsider" }), outsider);
    await step(await owner.delete(`${chat}/owners/outsider`), outsider);
    await step(await owner.put("/-/org/acme/user", { user: "developer", role: "admin" }), developer);
    await step(await owner.delete("/-/org/acme/user", { user: "developer" }), developer);
    await step(await owner.post(`${chat}/access`, { access: "public" }), anonymous);
    await step(await owner.post(`${chat}/access`, { access: "restricted" }), anonymous);
    await step(await owner.publish(aPackage("@acme/second").access("restricted")), anonymous);

    expect(seenAfter).toEqual([
      "developer sees",
      "developer does not",
      "reader does not",
      "reader sees",
      "reader does not",
      "outsider sees",
      "outsider does not",
      "developer sees",
      "developer does not",
      "anonymous sees",
      "anonymous does not",
      "anonymous does not",
    ]);
    expect((await anonymous.get("/@acme%2fsecond/-/second-1.0.0.tgz")).status).toBe(401);
    const [last] = await listAudit(database.db, { target: "@acme/chat" }, 1);
    expect(last).toMatchObject({ actor: "owner", action: "package.access", before: "public", after: "restricted" });
  });
});

test("[TM2] a package without a scope is public, a scoped one what its rule says, else its publisher, else public", async () => {
  const configuration = parseRegistryConfiguration(
    `rules:
  - { packages: "@inside/*", origin: hosted, access: restricted }
  - { packages: "@outside/*", origin: hosted, access: public }
  - { packages: "**", origin: hosted }`,
    "registry.yaml",
  );
  const world = await TestRegistry.open({ configuration });
  const ada = await world.user("ada");

  const refused = await ada.publish(aPackage("chat").access("restricted"));
  await ada.publish(aPackage("chat"));
  await ada.publish(aPackage("@acme/open"));
  const closed = await ada.publish(aPackage("@acme/closed").access("restricted"));
  await ada.publish(aPackage("@inside/closed"));
  await ada.publish(aPackage("@inside/said-public").access("public"));
  await ada.publish(aPackage("@outside/said-restricted").access("restricted"));

  expect(await refusal(refused)).toMatchObject({ status: 400, error: "`chat` has no scope, so that it is public" });
  const names = [
    "chat",
    "@acme%2fopen",
    "@acme%2fclosed",
    "@inside%2fclosed",
    "@inside%2fsaid-public",
    "@outside%2fsaid-restricted",
  ];
  const answers = await statuses(
    world.anonymous,
    names.map((name) => `/${name}`),
  );
  expect(answers).toEqual([200, 200, 401, 401, 401, 200]);
  expect(closed.headers.get("npm-notice")).toMatch("@acme/closed is restricted");
  expect(await refusal(await ada.post("/-/package/chat/access", { access: "restricted" }))).toMatchObject({
    status: 400,
  });
});

test("[TM2] a later publish keeps the access, whatever its client says", async () => {
  const { ada, anonymous } = await TestRegistry.withUsers("ada");
  await ada.publish(aPackage("@acme/chat").access("restricted"));

  const published = await ada.publish(aPackage("@acme/chat").version("1.1.0").access("public"));

  expect([published.status, (await anonymous.get("/@acme%2fchat")).status]).toEqual([201, 401]);
});

test("[TM3] what is restricted is in no shared cache", async () => {
  const { ada } = await TestRegistry.withUsers("ada");
  await ada.publish(aPackage("@acme/chat").access("restricted"));

  const scopes: unknown[] = [];
  for (const path of ["/@acme%2fchat", "/@acme%2fchat/1.0.0", "/@acme%2fchat/-/chat-1.0.0.tgz"]) {
    scopes.push((await ada.get(path)).headers.get("cache-control")?.split(",")[0]);
  }
  expect(scopes).toEqual(["private", "private", "private"]);
});

test("[TM6] only who manages a package says whom it is for, and a second factor is not promised", async () => {
  const { owner, admin, writer, reader, outsider, anonymous } = await openAcme();
  const set = async (persona: Persona): Promise<number> =>
    (await persona.post(`${chat}/access`, { access: "restricted" })).status;

  expect(await Promise.all([owner, admin, writer, reader, outsider, anonymous].map(set))).toEqual([
    200, 200, 403, 403, 404, 401,
  ]);
  expect(await refusal(await owner.post(`${chat}/access`, { publish_requires_tfa: true }))).toEqual({
    status: 405,
    code: "E405",
    error: "This registry cannot ask for a second factor when `@acme/chat` is published",
  });
  expect((await owner.post(`${chat}/access`, { publish_requires_tfa: false })).status).toBe(200);
  expect((await owner.post(`${chat}/access`, { access: "secret" })).status).toBe(400);
});

test("[TM7] the visibility is what everybody may read, by package and by rule", async () => {
  const configuration = parseRegistryConfiguration(
    'rules: [{ packages: "@inside/*", origin: hosted, read: [$authenticated] }, { packages: "**", origin: hosted }]',
    "registry.yaml",
  );
  const world = await TestRegistry.open({ configuration });
  const ada = await world.user("ada");
  await ada.publish(aPackage("@inside/chat").access("public"));
  await ada.publish(aPackage("@acme/chat").access("restricted"));
  await ada.publish(aPackage("@acme/open"));
  const answer = (name: string): Promise<unknown[]> =>
    Promise.all(["visibility", "access"].map(async (what) => bodyOf(await ada.get(`/-/package/${name}/${what}`))));

  expect(await answer("@inside%2fchat")).toEqual([{ public: false }, { access: "restricted" }]);
  expect(await answer("@acme%2fchat")).toEqual([{ public: false }, { access: "restricted" }]);
  expect(await answer("@acme%2fopen")).toEqual([{ public: true }, { access: "public" }]);
  expect((await ada.get("/-/package/@acme%2fnone/visibility")).status).toBe(404);
});

test("[TM7] collaborators are for those who publish; others see the maintainers, and themselves", async () => {
  const { owner, writer, reader } = await openAcme();
  const everybody = { admin: "read-write", owner: "read-write", reader: "read-only", writer: "read-write" };

  expect(await bodyOf(await owner.get(`${chat}/collaborators`))).toEqual(everybody);
  expect(await bodyOf(await writer.get(`${chat}/collaborators`))).toEqual(everybody);
  expect(await bodyOf(await reader.get(`${chat}/collaborators`))).toEqual({ owner: "read-write", reader: "read-only" });
  expect(await bodyOf(await owner.get(`${chat}/collaborators?format=cli&user=reader`))).toEqual([
    { user: "reader", email: "reader@example.com", permissions: "read-only" },
  ]);
});
