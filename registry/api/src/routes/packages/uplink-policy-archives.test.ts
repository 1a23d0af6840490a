// SPEC.md §6, archives that a policy keeps back, whoever fetched them. Rule ids in titles refer to it.
import { expect, test } from "vitest";

import { importAdvisories } from "../../origins/advisories/import-advisories.ts";
import { refusal, seen } from "../../testing/index.ts";
import { openUnderPolicy } from "../../testing/open-under-policy.ts";
import { osvArchive, osvEntry } from "../../testing/osv-archive.ts";
import { serveVersions } from "../../testing/serve-versions.ts";

const archive = (version: string): string => `/ms/-/ms-${version}.tgz`;
const longAgo = "2026-01-01T00:00:00.000Z";

test("[O14] [S16] a version that another replica heard of is kept back by this one, too", async () => {
  const first = await openUnderPolicy({ minimumAge: "3d" });
  const { uplink, clock } = first;
  const { world: second } = await openUnderPolicy({ minimumAge: "3d" }, first);
  await serveVersions(uplink, "ms", { "1.0.0": longAgo });
  await (await first.world.anonymous.get("/ms")).text();
  await serveVersions(uplink, "ms", { "1.0.0": longAgo, "1.1.0": clock.now.toISOString() });
  await (await second.anonymous.get("/ms")).text();
  clock.now = new Date(clock.now.getTime() + 3 * 60_000);
  await (await second.anonymous.get("/ms")).text();
  clock.now = new Date(clock.now.getTime() - 2 * 60_000);

  expect((await first.world.anonymous.get(archive("1.1.0"))).status).toBe(403);
});

test("[O15] [O16] what was kept, and what the uplink has taken back since, is blocked all the same", async () => {
  const open = await openUnderPolicy({});
  const { uplink, clock } = open;
  await serveVersions(uplink, "ms", { "1.0.0": longAgo, "1.2.0": longAgo });
  for (const version of ["1.0.0", "1.2.0"]) await (await open.world.anonymous.get(archive(version))).arrayBuffer();
  await serveVersions(uplink, "ms", { "0.9.0": longAgo });
  clock.now = new Date("2026-11-21T12:00:00Z");
  expect(await seen(await open.world.anonymous.get("/ms"))).toMatchObject({
    body: { "dist-tags": { latest: "0.9.0" } },
  });

  const block = [{ package: "ms", versions: "1.2.0", reason: "it steals" }];
  const { world: blocking } = await openUnderPolicy({ block }, open);
  expect(await refusal(await blocking.anonymous.get(archive("1.2.0")))).toMatchObject({
    status: 403,
    error: "`ms@1.2.0` is not served here: it is blocked: it steals",
  });
  expect((await blocking.anonymous.get(archive("1.0.0"))).status).toBe(200);

  const malware = osvEntry("MAL-2026-1", "ms", { events: [{ introduced: "1.2.0" }] });
  await importAdvisories(open.world.database, await osvArchive(malware));
  const { world: advised } = await openUnderPolicy({ advisories: "malware" }, open);
  expect((await advised.anonymous.get(archive("1.2.0"))).status).toBe(403);
  expect((await advised.anonymous.get(archive("1.0.0"))).status).toBe(200);
});

test("[O14] what the uplink has taken back is as old as it is known here", async () => {
  const open = await openUnderPolicy({});
  const { uplink, clock } = open;
  await serveVersions(uplink, "ms", { "1.0.0": longAgo, "1.2.0": "2026-11-21T09:00:00.000Z" });
  await (await open.world.anonymous.get(archive("1.2.0"))).arrayBuffer();
  await serveVersions(uplink, "ms", { "1.0.0": longAgo });
  clock.now = new Date("2026-11-21T12:00:00Z");

  const { world } = await openUnderPolicy({ minimumAge: "3d" }, open);
  await (await world.anonymous.get("/ms")).text();
  expect((await world.anonymous.get(archive("1.2.0"))).status).toBe(403);
  clock.now = new Date("2026-11-24T12:00:00Z");
  expect((await world.anonymous.get(archive("1.2.0"))).status).toBe(200);
});

test.each(["1.2.0+build.5", "v1.2.0", "1.2.0beta", "newest", "1.2"])(
  "[O15] [S17] a block covers %s, which is no version by today's rules and is one for older installers, or nobody knows",
  async (version) => {
    const block = [{ package: "ms", versions: ">=1.1.0", reason: "it steals" }];
    const { uplink, world } = await openUnderPolicy({ block });
    await serveVersions(uplink, "ms", { "1.0.0": longAgo });
    const packument = await servedBy(uplink.url);
    const manifest = packument.versions["1.0.0"];
    const versions = { ...packument.versions, [version]: { ...manifest, version } };
    uplink.answer("/ms", { body: JSON.stringify({ ...packument, versions }) });

    const { body } = await seen(await world.anonymous.get("/ms"));

    expect(Object.keys((body as { versions: object }).versions)).toEqual(["1.0.0"]);
  },
);

test("[O14] an uplink whose times are none keeps everything back, and breaks nothing", async () => {
  const { uplink, world } = await openUnderPolicy({ minimumAge: "3d" });
  await serveVersions(uplink, "ms", { "1.0.0": longAgo });
  uplink.answer("/ms", { body: JSON.stringify({ ...(await servedBy(uplink.url)), time: null }) });

  expect(await refusal(await world.anonymous.get("/ms"))).toMatchObject({ status: 403, code: "EPOLICY" });
});

type Served = { readonly versions: { readonly [version: string]: object } };

async function servedBy(url: string): Promise<Served> {
  return (await (await fetch(`${url}ms`)).json()) as Served;
}
