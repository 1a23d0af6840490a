// SPEC.md §8, changing what is published. Rule ids in titles refer to it.
import { listAudit, listChanges } from "@larder/registry-database";
import { expect, test } from "vitest";

import { createUser } from "../../accounts/create-user.ts";
import {
  aPackage,
  type EditablePackument,
  type Persona,
  readPackument,
  refusal,
  testPassword,
  TestRegistry,
} from "../../testing/index.ts";

const page = { after: 0, size: 100 };

/** Sets the warning of a version, as `npm deprecate` does. */
async function deprecate(persona: Persona, name: string, version: string, words: string): Promise<Response> {
  const packument = await readPackument(persona, name);
  warn(packument, version, words);
  return persona.put(`/${name}`, packument);
}

function warn(packument: EditablePackument, version: string, words: string): void {
  packument.versions[version] = { ...packument.versions[version], deprecated: words };
}

test("[C1] a warning shows in every form at once, and goes when it is taken back", async () => {
  const { ada, anonymous } = await TestRegistry.withUsers("ada");
  await ada.publish(aPackage("left-pad"));
  await ada.publish(aPackage("left-pad").version("1.1.0"));
  const abbreviated = { accept: "application/vnd.npm.install-v1+json" };
  const warnings = async (headers: { [name: string]: string }): Promise<unknown[]> => {
    const packument = (await (await anonymous.get("/left-pad", headers)).json()) as EditablePackument;
    return Object.values(packument.versions).map((manifest) => manifest["deprecated"]);
  };

  const set = await deprecate(ada, "left-pad", "1.0.0", "use 1.1.0");
  const warned = [await warnings({}), await warnings(abbreviated)];
  const takenBack = await deprecate(ada, "left-pad", "1.0.0", "");

  expect([set.status, takenBack.status]).toEqual([201, 201]);
  expect(warned).toEqual([
    ["use 1.1.0", undefined],
    ["use 1.1.0", undefined],
  ]);
  expect(await warnings({})).toEqual([undefined, undefined]);
});

test("[P14] [C1] [S2] nothing but the warnings of a document counts: neither `dist` nor tags, versions or maintainers", async () => {
  const { ada } = await TestRegistry.withUsers("ada", "eve");
  await ada.publish(aPackage("left-pad"));
  await ada.publish(aPackage("left-pad").version("1.1.0"));
  const before = await readPackument(ada, "left-pad");

  const forged = structuredClone(before);
  const dist = {
    integrity: `sha512-${"A".repeat(86)}==`,
    shasum: "0".repeat(40),
    tarball: "http://evil.example/x.tgz",
  };
  forged.versions["1.0.0"] = { ...forged.versions["1.0.0"], dist, scripts: { install: "evil" }, deprecated: "old" };
  delete forged.versions["1.1.0"];
  forged["dist-tags"] = { latest: "1.0.0", evil: "1.0.0" };
  forged.maintainers = [{ name: "eve", email: "eve@example.com" }];
  forged["readme"] = "evil";
  const response = await ada.put("/left-pad", forged);

  const { _rev, time, ...after } = await readPackument(ada, "left-pad");
  const { _rev: _, time: __, ...expected } = before;
  warn(expected as EditablePackument, "1.0.0", "old");
  expect(response.status).toBe(201);
  expect(after).toEqual(expected);
  expect(_rev).not.toBe(before._rev);
  expect(time).toMatchObject({ "1.1.0": expect.any(String) });
});

test("[C2] a change from an older state, or from no state, is 409; the same change again is not", async () => {
  const { ada, anonymous } = await TestRegistry.withUsers("ada");
  await ada.publish(aPackage("left-pad"));
  const old = await readPackument(ada, "left-pad");
  const { _rev: _, ...unseen } = structuredClone(old);
  warn(old, "1.0.0", "first");
  warn(unseen as EditablePackument, "1.0.0", "second");

  const first = await ada.put("/left-pad", old);
  const etag = (await anonymous.get("/left-pad")).headers.get("etag");
  const again = await ada.put("/left-pad", old);
  warn(old, "1.0.0", "second");
  const stale = await ada.put("/left-pad", old);
  const withoutRevision = await ada.put("/left-pad", unseen);

  expect([first.status, again.status]).toEqual([201, 201]);
  expect(await refusal(stale)).toMatchObject({
    status: 409,
    code: "E409",
    error: expect.stringContaining("`1-larder`"),
  });
  expect(await refusal(withoutRevision)).toMatchObject({
    status: 409,
    error: expect.stringContaining("without a `_rev`"),
  });
  expect((await anonymous.get("/left-pad")).headers.get("etag")).toBe(etag);
});

test("[C2] of two changes from the same state one wins, and the other is told", async () => {
  const { ada } = await TestRegistry.withUsers("ada");
  await ada.publish(aPackage("left-pad"));
  const packuments = ["one", "two", "three"].map(async (words) => {
    const packument = await readPackument(ada, "left-pad");
    warn(packument, "1.0.0", words);
    return packument;
  });

  const responses = await Promise.all((await Promise.all(packuments)).map((body) => ada.put("/left-pad", body)));

  const statuses = responses.map(({ status }) => status);
  expect(statuses.toSorted((left, right) => left - right)).toEqual([201, 409, 409]);
});

test.each([
  ["a version that does not exist", { versions: { "9.9.9": { deprecated: "x" } } }, 400, "`9.9.9`"],
  ["another package", { name: "right-pad", versions: {} }, 422, "`name`"],
  ["nothing", {}, 400, "neither an archive"],
  ["a warning that is no text", { versions: { "1.0.0": { deprecated: true } } }, 400, "versions.1.0.0.deprecated"],
  ["a warning without an end", { versions: { "1.0.0": { deprecated: "x".repeat(5000) } } }, 400, "deprecated"],
])("[C3] a change that names %s is refused and changes nothing", async (_, change, status, named) => {
  const { ada } = await TestRegistry.withUsers("ada");
  await ada.publish(aPackage("left-pad"));
  const before = await readPackument(ada, "left-pad");

  const response = await ada.put("/left-pad", { _rev: before._rev, ...change });

  expect(await refusal(response)).toMatchObject({ status, error: expect.stringContaining(named) });
  expect(await readPackument(ada, "left-pad")).toEqual(before);
});

test("[C3] a package that was never published cannot be changed", async () => {
  const { ada } = await TestRegistry.withUsers("ada");

  const response = await ada.put("/left-pad", { _rev: "0-larder", versions: {} });

  expect(await refusal(response)).toMatchObject({ status: 404, code: "E404" });
});

test("[C4] a stranger, a reader's token and a visitor change nothing", async () => {
  const { ada, eve, anonymous, world } = await TestRegistry.withUsers("ada", "eve");
  await ada.publish(aPackage("left-pad"));
  const reader = await world.token("ada", { scopes: ["read"] });
  const elsewhere = await world.token("ada", { scopes: ["read", "publish"], packagePatterns: ["@acme/*"] });
  const packument = await readPackument(ada, "left-pad");
  warn(packument, "1.0.0", "x");

  const responses = [];
  for (const persona of [eve, reader, elsewhere, anonymous]) responses.push(await persona.put("/left-pad", packument));

  expect(responses.map(({ status }) => status)).toEqual([403, 403, 403, 401]);
  expect((await readPackument(ada, "left-pad"))._rev).toBe(packument._rev);
});

test("[C11] a warning has its number and its audit row, and one that changes nothing has neither", async () => {
  const { ada, world } = await TestRegistry.withUsers("ada");
  await ada.publish(aPackage("left-pad"));
  await deprecate(ada, "left-pad", "1.0.0", "old");
  await deprecate(ada, "left-pad", "1.0.0", "old");

  const { db } = world.database;
  const changes = await listChanges(db, page);
  expect(changes.map(({ kind, revision }) => [kind, revision])).toEqual([
    ["publish", 1],
    ["deprecate", 2],
  ]);
  expect(await listAudit(db, { target: "left-pad@1.0.0" }, 1)).toMatchObject([
    { actor: "ada", action: "package.deprecate", before: { "1.0.0": null }, after: { "1.0.0": "old" } },
  ]);
});

test("[C1] an address that is not there is empty in every form: clients print what is missing as `undefined`", async () => {
  const world = await TestRegistry.open();
  await createUser(world.database, { name: "bob", password: testPassword }, new Date());
  const bob = await world.token("bob", { scopes: ["read", "publish"] });
  await bob.publish(aPackage("left-pad"));

  const packument = await readPackument(bob, "left-pad");

  expect(packument.maintainers).toEqual([{ name: "bob", email: "" }]);
  expect(packument.versions["1.0.0"]).toMatchObject({ _npmUser: { name: "bob", email: "" } });
});
