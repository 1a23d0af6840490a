// SPEC.md §8, changing what is published. Rule ids in titles refer to it.
import { listAudit } from "@larder/registry-database";
import { describeEachDatabase } from "@larder/registry-database/testing";
import { expect, test } from "vitest";

import { parseRegistryConfiguration } from "../../origins/parse-configuration.ts";
import { aPackage, type Persona, readPackument, refusal, seen, TestRegistry } from "../../testing/index.ts";

const hourMs = 60 * 60_000;

/** Opens a registry with this policy, where `ada` has published; `pass` moves its clock. */
async function openWith(
  unpublish: string,
): Promise<{ world: TestRegistry; ada: Persona; admin: Persona; pass: (ms: number) => void }> {
  const configuration = parseRegistryConfiguration(
    `rules: [{ packages: "**", origin: hosted, unpublish: ${unpublish} }]`,
    "registry.yaml",
  );
  let now = Date.now();
  const world = await TestRegistry.open({ configuration, clock: () => new Date(now) });
  const ada = await world.user("ada");
  const admin = await world.user("root", { scopes: ["admin"], isAdmin: true });
  await ada.publish(aPackage("left-pad"));
  await ada.publish(aPackage("left-pad").version("1.1.0"));
  return { world, ada, admin, pass: (ms) => (now += ms) };
}

/** The second of npm's three steps: the packument without the version. */
async function removeVersion(persona: Persona, name: string, version: string, latest?: string): Promise<Response> {
  const packument = await readPackument(persona, name);
  delete packument.versions[version];
  if (latest !== undefined) packument["dist-tags"]["latest"] = latest;
  return persona.put(`/${name.replace("/", "%2f")}/-rev/${packument._rev}`, packument);
}

test("[C5] npm's three steps take a version back, and what is left is served as before", async () => {
  const { ada, world } = await openWith("72h");
  const file = "/left-pad/-/left-pad-1.1.0.tgz";
  const before = await world.anonymous.get(file);

  const removed = await removeVersion(ada, "left-pad", "1.1.0");
  const { _rev } = await readPackument(ada, "left-pad");
  const deleted = await ada.delete(`${file}/-rev/${_rev}`);
  const again = await ada.delete(`${file}/-rev/${_rev}`);

  expect([before, removed, deleted, again].map(({ status }) => status)).toEqual([200, 201, 200, 200]);
  const packument = await readPackument(ada, "left-pad");
  expect(Object.keys(packument.versions)).toEqual(["1.0.0"]);
  expect(packument["dist-tags"]).toEqual({ latest: "1.0.0" });
  expect(packument["time"]).not.toHaveProperty("1.1.0");
  expect((await world.anonymous.get("/left-pad/1.1.0")).status).toBe(404);
  expect((await world.anonymous.get(file)).status).toBe(404);
  expect((await world.anonymous.get("/left-pad/-/left-pad-1.0.0.tgz")).status).toBe(200);
});

test("[C5] the last step alone takes a version back, too", async () => {
  const { ada, world } = await openWith("72h");
  const { _rev } = await readPackument(ada, "left-pad");

  const stale = await ada.delete("/left-pad/-/left-pad-1.1.0.tgz/-rev/1-larder");
  const response = await ada.delete(`/left-pad/-/left-pad-1.1.0.tgz/-rev/${_rev}`);

  expect([stale.status, response.status]).toEqual([409, 200]);
  expect((await world.anonymous.get("/left-pad/1.1.0")).status).toBe(404);
});

test("[C2] a packument from before somebody else's publish takes nothing back", async () => {
  const { ada } = await openWith("72h");
  const old = await readPackument(ada, "left-pad");
  await ada.publish(aPackage("left-pad").version("1.2.0"));
  delete old.versions["1.1.0"];

  const response = await ada.put(`/left-pad/-rev/${old._rev}`, old);

  expect(await refusal(response)).toMatchObject({ status: 409, code: "E409" });
  expect(Object.keys((await readPackument(ada, "left-pad")).versions)).toEqual(["1.0.0", "1.1.0", "1.2.0"]);
  expect((await ada.delete(`/left-pad/-rev/${old._rev}`)).status).toBe(409);
});

describeEachDatabase("tombstones", (openDatabase) => {
  test("[C6] [S31] a number that was taken back is never published again, with the same bytes or others", async () => {
    const world = await TestRegistry.open({ database: await openDatabase() });
    const ada = await world.user("ada", { scopes: ["admin"], isAdmin: true });
    await ada.publish(aPackage("left-pad"));
    await ada.publish(aPackage("left-pad").version("1.1.0"));
    await removeVersion(ada, "left-pad", "1.1.0");
    const sentence = "You cannot publish over the previously published versions: 1.1.0.";

    const same = await ada.publish(aPackage("left-pad").version("1.1.0"));
    const other = await ada.publish(aPackage("left-pad").version("1.1.0").file("more.js", ""));
    const next = await ada.publish(aPackage("left-pad").version("1.1.1"));

    expect(await refusal(same)).toMatchObject({ status: 403, code: "EPUBLISHCONFLICT", error: sentence });
    expect(await refusal(other)).toMatchObject({ status: 403, code: "EPUBLISHCONFLICT", error: sentence });
    expect(next.status).toBe(201);
  });

  test("[C8] a package without versions is not there, but its name stays with its maintainers", async () => {
    const world = await TestRegistry.open({ database: await openDatabase() });
    const ada = await world.user("ada", { scopes: ["admin"], isAdmin: true });
    const eve = await world.user("eve");
    await ada.publish(aPackage("@acme/chat"));
    const { _rev } = await readPackument(ada, "@acme/chat");

    const deleted = await ada.delete(`/@acme%2fchat/-rev/${_rev}`);
    const again = await ada.delete(`/@acme%2fchat/-rev/${_rev}`);
    const paths = ["/@acme%2fchat", "/@acme/chat/-/chat-1.0.0.tgz", "/-/api/v1/packages/@acme%2fchat"];
    const found = await Promise.all(paths.map(async (path) => (await world.anonymous.get(path)).status));
    const search = await seen(await world.anonymous.get("/-/v1/search?text=chat"));
    const squatted = await eve.publish(aPackage("@acme/chat").version("2.0.0"));
    const reborn = await ada.publish(aPackage("@acme/chat").version("2.0.0"));

    expect([deleted.status, again.status, ...found]).toEqual([200, 404, 404, 404, 404]);
    expect(search.body).toMatchObject({ total: 0, objects: [] });
    expect(await refusal(squatted)).toMatchObject({ status: 403, error: "You are not a maintainer of `@acme/chat`" });
    expect(reborn.status).toBe(201);
    expect((await readPackument(ada, "@acme/chat"))["dist-tags"]).toEqual({ latest: "2.0.0" });
  });

  test("[C5] another registry over the same state serves nothing of it either, once it reads a document", async () => {
    const database = await openDatabase();
    const world = await TestRegistry.open({ database });
    const ada = await world.user("ada", { scopes: ["admin"], isAdmin: true });
    for (const version of ["1.0.0", "1.1.0"]) await ada.publish(aPackage("left-pad").version(version));
    const { anonymous } = await TestRegistry.open({ database, storage: world.storage });
    const file = "/left-pad/-/left-pad-1.1.0.tgz";
    const before = await anonymous.get(file);

    await removeVersion(ada, "left-pad", "1.1.0");

    expect(before.status).toBe(200);
    // On PGlite only one process ever writes, so that a second one has nothing to follow.
    if (database.engine === "pglite") return;
    expect((await anonymous.get("/left-pad/1.1.0")).status).toBe(404);
    expect((await anonymous.get(file)).status).toBe(404);
  });

  test("[C6] of a publish and an unpublish at the same time, neither brings a half of the other", async () => {
    const world = await TestRegistry.open({ database: await openDatabase() });
    const ada = await world.user("ada", { scopes: ["admin"], isAdmin: true });
    for (const version of ["1.0.0", "1.1.0", "1.2.0"]) await ada.publish(aPackage("left-pad").version(version));

    const responses = await Promise.all([
      removeVersion(ada, "left-pad", "1.2.0"),
      ada.publish(aPackage("left-pad").version("1.3.0")),
      removeVersion(ada, "left-pad", "1.1.0"),
    ]);

    const { versions, ...packument } = await readPackument(ada, "left-pad");
    const isGone = (index: number): boolean => responses[index]?.status === 201;
    expect(Object.keys(versions)).toEqual([
      "1.0.0",
      ...(isGone(2) ? [] : ["1.1.0"]),
      ...(isGone(0) ? [] : ["1.2.0"]),
      "1.3.0",
    ]);
    expect(packument["dist-tags"]).toEqual({ latest: "1.3.0" });
  });
});

const movesOfLatest = [
  ["the highest release", ["1.0.0", "1.1.0", "2.0.0-beta.1"], "2.0.0-beta.1", "1.1.0"],
  ["the release that the client wants", ["1.0.0", "1.1.0"], "1.0.0", "1.0.0"],
  ["no version that does not exist", ["1.0.0", "1.1.0"], "9.9.9", "1.1.0"],
  ["a prerelease when nothing else is left", ["1.0.0-a.2", "1.0.0-a.10"], undefined, "1.0.0-a.10"],
] as const;

test.each(movesOfLatest)("[C7] `latest` moves to %s", async (_, versions, wanted, latest) => {
  const { ada } = await openWith("72h");
  for (const version of [...versions, "3.0.0"]) {
    await ada.publish(
      aPackage("@acme/tagged")
        .version(version)
        .tag(version === "3.0.0" ? "latest" : "next"),
    );
  }
  await ada.put("/-/package/@acme%2ftagged/dist-tags/stable", "3.0.0");

  await removeVersion(ada, "@acme/tagged", "3.0.0", wanted);

  const { "dist-tags": tags } = await readPackument(ada, "@acme/tagged");
  expect(tags).toEqual({ latest, next: versions.at(-1) });
});

test("[C9] maintainers take versions back for as long as the rule says, administrators also later", async () => {
  const { ada, admin, pass } = await openWith("72h");

  pass(72 * hourMs);
  const inTime = await removeVersion(ada, "left-pad", "1.1.0");
  pass(1);
  const late = await removeVersion(ada, "left-pad", "1.0.0");
  const byAdmin = await removeVersion(admin, "left-pad", "1.0.0");

  expect([inTime.status, byAdmin.status]).toEqual([201, 201]);
  expect(await refusal(late)).toMatchObject({
    status: 403,
    error: "`left-pad@1.0.0` was published too long ago to be unpublished",
  });
});

test("[C9] one version that is too old keeps the whole package", async () => {
  const { ada, pass } = await openWith("1d");
  pass(25 * hourMs);
  await ada.publish(aPackage("left-pad").version("1.2.0"));
  const { _rev } = await readPackument(ada, "left-pad");

  const response = await ada.delete(`/left-pad/-rev/${_rev}`);

  expect(await refusal(response)).toMatchObject({ status: 403, error: expect.stringContaining("`left-pad@1.0.0`") });
  expect(await readPackument(ada, "left-pad")).toMatchObject({ _rev });
});

test("[C9] what others depend on stays, and who they are is not told", async () => {
  const { ada, admin, world } = await openWith("72h");
  const eve = await world.user("eve");
  await eve.publish(aPackage("secret-app").with({ dependencies: { "left-pad": "^1.0.0" } }));

  const response = await removeVersion(ada, "left-pad", "1.1.0");

  expect(await refusal(response)).toMatchObject({
    status: 403,
    error: "`left-pad@1.1.0` cannot be unpublished: other packages depend on it",
  });
  expect((await removeVersion(admin, "left-pad", "1.1.0")).status).toBe(201);
});

test("[C9] by default only administrators take versions back, with a token for it", async () => {
  const { ada, world } = await TestRegistry.withUsers("ada");
  await ada.publish(aPackage("left-pad"));
  const publisher = await world.user("root", { isAdmin: true });
  const admin = await world.token("root", { scopes: ["admin"] });
  const { _rev } = await readPackument(ada, "left-pad");
  const url = `/left-pad/-rev/${_rev}`;

  const byMaintainer = await ada.delete(url);
  const byPublisher = await publisher.delete(url);
  const byAdmin = await admin.delete(url);

  expect(await refusal(byMaintainer)).toMatchObject({ status: 403, error: expect.stringMatching(/^Only an admin/) });
  expect([byPublisher.status, byAdmin.status]).toEqual([403, 200]);
});

test("[C9] where nothing is ever taken back, administrators take nothing back either", async () => {
  const { ada, admin } = await openWith("never");

  for (const persona of [ada, admin]) {
    const response = await removeVersion(persona, "left-pad", "1.1.0");
    expect(await refusal(response)).toMatchObject({
      status: 403,
      error: "`left-pad@1.1.0` stays: nothing is unpublished here",
    });
  }
});

test("[C4] [S5] strangers, readers and visitors take nothing back, by any of the ways", async () => {
  const { ada, world } = await openWith("72h");
  const eve = await world.user("eve");
  const reader = await world.token("ada", { scopes: ["read"] });
  const { _rev } = await readPackument(ada, "left-pad");

  for (const [persona, status] of [
    [eve, 403],
    [reader, 403],
    [world.anonymous, 401],
  ] as const) {
    const ways = [
      persona.put(`/left-pad/-rev/${_rev}`, { versions: {} }),
      persona.delete(`/left-pad/-rev/${_rev}`),
      persona.delete(`/left-pad/-/left-pad-1.0.0.tgz/-rev/${_rev}`),
    ];
    expect((await Promise.all(ways)).map((response) => response.status)).toEqual([status, status, status]);
  }
  expect(await readPackument(ada, "left-pad")).toMatchObject({ _rev });
});

test("[C3] an archive has no place in a change", async () => {
  const { ada, world } = await openWith("72h");
  const { _rev } = await readPackument(ada, "left-pad");

  const response = await ada.put(`/left-pad/-rev/${_rev}`, await aPackage("left-pad").version("1.2.0").body());

  expect(await refusal(response)).toMatchObject({ status: 400, error: expect.stringContaining("it holds an archive") });
  expect(await world.countBlobs()).toBe(2);
});

test("[C11] the audit log tells what was taken back, and where the tags were and are", async () => {
  const { ada, world } = await openWith("72h");
  await removeVersion(ada, "left-pad", "1.1.0");

  expect(await listAudit(world.database.db, { target: "left-pad@1.1.0" }, 1)).toMatchObject([
    {
      actor: "ada",
      action: "package.unpublish",
      before: { versions: ["1.1.0"], tags: { latest: "1.1.0" } },
      after: { tags: { latest: "1.0.0" } },
    },
  ]);
});
