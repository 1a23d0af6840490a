// SPEC.md §6, what of an uplink is not served. Rule ids in titles refer to it.
import { expect, test } from "vitest";

import { importAdvisories } from "../../origins/advisories/import-advisories.ts";
import { osvArchive, osvEntry } from "../../testing/osv-archive.ts";
import { aPackage, refusal, seen } from "../../testing/index.ts";
import { openUnderPolicy } from "../../testing/open-under-policy.ts";
import { serveVersions } from "../../testing/serve-versions.ts";

const archive = (version: string): string => `/ms/-/ms-${version}.tgz`;
const abbreviated = { accept: "application/vnd.npm.install-v1+json" };

test("[O14] [S16] a version younger than the minimum age is in no answer, until it is old enough", async () => {
  const { uplink, world, clock } = await openUnderPolicy({ minimumAge: "3d" });
  await serveVersions(uplink, "ms", {
    "1.0.0": "2026-01-01T00:00:00.000Z",
    "1.1.0": "2026-11-19T10:00:00.000Z",
  });
  const young = { cause: "age", reason: "it is not 3 days old yet", until: "2026-11-22T10:00:00.000Z" };

  for (const headers of [{}, abbreviated]) {
    const { body } = await seen(await world.anonymous.get("/ms", headers));
    expect(body).toMatchObject({ "dist-tags": { latest: "1.0.0" }, larder: { hidden: { "1.1.0": young } } });
    const { versions, time } = body as { versions: object; time: object };
    expect(Object.keys(versions)).toEqual(["1.0.0"]);
    expect(time).not.toHaveProperty(["1.1.0"]);
  }
  const refused = {
    status: 403,
    code: "EPOLICY",
    error: "`ms@1.1.0` is not served here: it is not 3 days old yet",
  };
  expect(await refusal(await world.anonymous.get(archive("1.1.0")))).toEqual(refused);
  expect(await refusal(await world.anonymous.get("/ms/1.1.0"))).toEqual(refused);
  expect(await refusal(await world.anonymous.get("/-/npm/v1/attestations/ms@1.1.0"))).toEqual(refused);
  expect((await world.anonymous.get(archive("1.0.0"))).status).toBe(200);
  const [before] = [await world.anonymous.get("/ms")];
  uplink.requests.length = 0;

  clock.now = new Date("2026-11-22T10:00:00Z");
  const known = { "if-modified-since": before.headers.get("last-modified") ?? "" };
  const after = await world.anonymous.get("/ms", known);
  expect(await seen(after)).toMatchObject({ status: 200, body: { "dist-tags": { latest: "1.1.0" } } });
  expect((await world.anonymous.get(archive("1.1.0"))).status).toBe(200);
});

test("[O14] the minute a version is old enough, nobody has to ask the uplink for it to be served", async () => {
  const { uplink, world, clock } = await openUnderPolicy({ minimumAge: "1d" });
  await serveVersions(uplink, "ms", { "1.0.0": "2026-11-20T10:00:30.000Z" });
  expect(await refusal(await world.anonymous.get("/ms"))).toMatchObject({ status: 403, code: "EPOLICY" });
  uplink.requests.length = 0;

  clock.now = new Date("2026-11-21T10:00:30Z");

  expect(await seen(await world.anonymous.get("/ms"))).toMatchObject({ body: { "dist-tags": { latest: "1.0.0" } } });
  expect(uplink.requests).toEqual([]);
});

test("[O14] a version whose age nobody knows is too young; packages that are excluded have no age", async () => {
  const { uplink, world } = await openUnderPolicy({ minimumAge: "3d", minimumAgeExclude: ["@acme/*"] });
  await serveVersions(uplink, "ms", { "1.0.0": undefined, "0.9.0": "2026-01-01T00:00:00.000Z" });
  await serveVersions(uplink, "@acme/chat", { "1.0.0": undefined, "1.1.0": "2026-11-21T09:59:00.000Z" });

  expect(await seen(await world.anonymous.get("/ms"))).toMatchObject({ body: { "dist-tags": { latest: "0.9.0" } } });
  expect((await refusal(await world.anonymous.get("/ms/1.0.0"))).error).toBe(
    "`ms@1.0.0` is not served here: it must be 3 days old, and its uplink does not say how old it is",
  );
  expect(await seen(await world.anonymous.get("/@acme/chat"))).toMatchObject({
    body: { "dist-tags": { latest: "1.1.0" } },
  });
});

test("[O15] [S16] what the operator blocks is refused with the operator's reason: a range, or a whole package", async () => {
  const { uplink, world } = await openUnderPolicy({
    block: [
      { package: "ms", versions: ">=2 <3", reason: "steals wallets" },
      { package: "@evil/*", reason: "nobody needs it" },
    ],
  });
  await serveVersions(uplink, "ms", { "1.0.0": "2026-01-01T00:00:00.000Z", "2.0.0-rc.1": "2026-01-01T00:00:00.000Z" });
  await serveVersions(uplink, "@evil/x", { "1.0.0": "2026-01-01T00:00:00.000Z" });

  expect(await seen(await world.anonymous.get("/ms"))).toMatchObject({
    body: { "dist-tags": { latest: "1.0.0" }, larder: { hidden: { "2.0.0-rc.1": { cause: "blocked" } } } },
  });
  expect(await refusal(await world.anonymous.get("/ms/-/ms-2.0.0-rc.1.tgz"))).toMatchObject({
    status: 403,
    error: "`ms@2.0.0-rc.1` is not served here: it is blocked: steals wallets",
  });
  for (const path of [
    "/@evil/x",
    "/@evil/x/-/x-1.0.0.tgz",
    "/@evil/x/1.0.0",
    "/-/npm/v1/attestations/@evil%2fx@1.0.0",
  ]) {
    expect(await refusal(await world.anonymous.get(path))).toMatchObject({
      status: 403,
      error: "`@evil/x` is not served here: it is blocked: nobody needs it",
    });
  }
  expect(uplink.requests.map(({ path }) => path)).toEqual(["/ms"]);
});

test("[O15] a block that comes later covers what was fetched and kept before it; one that goes frees it again", async () => {
  const { uplink, world } = await openUnderPolicy({});
  await serveVersions(uplink, "ms", { "1.0.0": "2026-01-01T00:00:00.000Z", "1.1.0": "2026-01-01T00:00:00.000Z" });
  await (await world.anonymous.get("/ms")).text();
  await (await world.anonymous.get(archive("1.1.0"))).arrayBuffer();
  uplink.isDown = true;

  const block = [{ package: "ms", versions: "1.1.0", reason: "broken" }];
  const { world: blocking } = await openUnderPolicy({ block }, { uplink, world });
  expect((await blocking.anonymous.get(archive("1.1.0"))).status).toBe(403);
  expect(await seen(await blocking.anonymous.get("/ms"))).toMatchObject({ body: { "dist-tags": { latest: "1.0.0" } } });

  const { world: free } = await openUnderPolicy({}, { uplink, world });
  const { body } = await seen(await free.anonymous.get("/ms"));
  expect(body).toMatchObject({ "dist-tags": { latest: "1.1.0" }, versions: { "1.0.0": {}, "1.1.0": {} } });
  expect(body).not.toHaveProperty("larder");
});

test("[O14] [O15] a resolver is not given what is kept back, and hears why a package is not there", async () => {
  const { uplink, world } = await openUnderPolicy({
    block: [{ package: "evil", reason: "it steals" }],
    minimumAge: "3d",
  });
  await serveVersions(uplink, "ms", { "1.0.0": "2026-01-01T00:00:00.000Z", "1.1.0": "2026-11-21T09:00:00.000Z" });
  const request = { registry: "home", coreVersion: "1.0.0" };

  const solved = await seen(await world.anonymous.post("/-/api/v1/resolve", { ...request, wants: { ms: "^1.0.0" } }));
  expect(JSON.stringify(solved.body)).toContain("ms@1.0.0");
  expect(JSON.stringify(solved.body)).not.toContain("1.1.0");
  const young = await seen(await world.anonymous.post("/-/api/v1/resolve", { ...request, wants: { ms: "^1.1.0" } }));
  expect(young).toMatchObject({ status: 200, body: { outcome: "conflict" } });
  expect(JSON.stringify(young.body)).toContain("1.1.0 is not served by the registry (it is not 3 days old yet");
  const evil = await seen(await world.anonymous.post("/-/api/v1/resolve", { ...request, wants: { evil: "*" } }));
  expect(evil).toMatchObject({ status: 200, body: { outcome: "conflict" } });
  expect(JSON.stringify(evil.body)).toContain("is not served by the registry (it is blocked: it steals)");
  expect(uplink.requests.map(({ path }) => path)).not.toContain("/evil");
  await uplink.serve(aPackage("chat").with({ optionalDependencies: { evil: "*" } }));
  const avoided = await seen(await world.anonymous.post("/-/api/v1/resolve", { ...request, wants: { chat: "*" } }));
  expect(avoided).toMatchObject({ status: 200, body: { outcome: "solved" } });
});

test("[O16] [S16] [S17] what a bad enough advisory is about is not served; another import changes that without a restart", async () => {
  const { uplink, world, clock } = await openUnderPolicy({ advisories: "critical" });
  const published = "2026-01-01T00:00:00.000Z";
  await serveVersions(uplink, "ms", { "1.0.0": published, "1.1.0": published, "1.2.0": published });
  const malware = osvEntry("MAL-2026-1", "ms", { events: [{ introduced: "1.2.0" }] });
  const high = osvEntry("GHSA-1", "ms", { severity: "HIGH", events: [{ introduced: "0" }, { fixed: "1.1.0" }] });

  const unknown = await refusal(await world.anonymous.get("/ms"));
  expect(unknown).toMatchObject({ status: 503, code: "EUNAVAILABLE" });
  expect(unknown.error).toContain("none were imported yet");

  await importAdvisories(world.database, await osvArchive(malware, high));
  expect(await seen(await world.anonymous.get("/ms"))).toMatchObject({ body: { "dist-tags": { latest: "1.1.0" } } });
  expect(await refusal(await world.anonymous.get(archive("1.2.0")))).toMatchObject({
    status: 403,
    error: "`ms@1.2.0` is not served here: MAL-2026-1 (malware) is known against it: MAL-2026-1 in ms",
  });
  expect((await world.anonymous.get(archive("1.0.0"))).status).toBe(200);

  await importAdvisories(world.database, await osvArchive(high));
  clock.now = new Date(clock.now.getTime() + 16_000);
  await (await world.anonymous.get("/ms")).text();
  await expect.poll(async () => (await world.anonymous.get(archive("1.2.0"))).status).toBe(200);
  expect(await seen(await world.anonymous.get("/ms"))).toMatchObject({ body: { "dist-tags": { latest: "1.2.0" } } });
});
