// SPEC.md §7, Larder's own API. Rule ids in titles refer to it.
import { randomBytes } from "node:crypto";

import { ArchiveFrameReader, archiveFramesType } from "@larder/registry-client";
import { expect, test } from "vitest";

import { parseRegistryConfiguration } from "../../origins/parse-configuration.ts";
import { aPackage, openAcme, type Persona, refusal, TestRegistry } from "../../testing/index.ts";
import { openUnderPolicy } from "../../testing/open-under-policy.ts";
import { serveVersions } from "../../testing/serve-versions.ts";

const path = "/-/api/v1/archives";

test("[L20] archives that are asked for together are those that each has alone, and each counts as a download", async () => {
  const { world, ada } = await TestRegistry.withUsers("ada");
  const packages = [aPackage("left-pad"), aPackage("@acme/chat"), aPackage("right-pad").version("2.0.0-rc.1")];
  for (const pkg of packages) await ada.publish(pkg);
  const asked = [
    { name: "left-pad", version: "1.0.0" },
    { name: "@acme/chat", version: "1.0.0" },
    { name: "right-pad", version: "2.0.0-rc.1" },
  ];

  const frames = await framesOf(ada, asked);

  expect(frames.map(({ status }) => status)).toEqual([200, 200, 200]);
  for (const [place, pkg] of packages.entries()) {
    expect(frames[place]?.bytes.equals(Buffer.from(await pkg.tarball()))).toBe(true);
  }
  const metrics = await (await world.anonymous.get("/-/metrics", { accept: "text/plain" })).text();
  expect(metrics).toContain("larder_archives_sent_together_total 3");
});

test("[L20] an archive that may not be read, or is not there, is refused in its place as it is alone, and the others come", async () => {
  const { owner, outsider } = await openAcme();
  await owner.publish(aPackage("left-pad"));
  const asked = [
    { name: "@acme/chat", version: "1.0.0" },
    { name: "left-pad", version: "1.0.0" },
    { name: "left-pad", version: "9.9.9" },
    { name: "@acme/nothing", version: "1.0.0" },
  ];

  const frames = await framesOf(outsider, asked);

  expect(frames.map(({ status }) => status)).toEqual([404, 200, 404, 404]);
  for (const [place, { name, version }] of asked.entries()) {
    const single = await outsider.get(`/${name}/-/${name.split("/").at(-1)}-${version}.tgz`);
    expect(single.status).toBe(frames[place]?.status);
    expect(frames[place]?.bytes.equals(Buffer.from(await single.arrayBuffer()))).toBe(true);
  }
  expect((await framesOf(owner, asked)).map(({ status }) => status)).toEqual([200, 200, 404, 404]);
});

test("[L20] [O14] what a policy keeps back is refused in its place; what the uplink sends for the first time is kept", async () => {
  const { uplink, clock, world } = await openUnderPolicy({ minimumAge: "3d" });
  await serveVersions(uplink, "ms", { "1.0.0": "2026-01-01T00:00:00.000Z", "1.1.0": clock.now.toISOString() });
  const asked = ["1.0.0", "1.1.0"].map((version) => ({ name: "ms", version }));

  const first = await framesOf(world.anonymous, asked);
  uplink.isDown = true;
  const second = await framesOf(world.anonymous, asked);

  expect(first.map(({ status }) => status)).toEqual([200, 403]);
  expect(second.map(({ status }) => status)).toEqual([200, 403]);
  expect(first[0]?.bytes.equals(second[0]?.bytes ?? Buffer.of())).toBe(true);
});

test("[L20] an archive that is too large for a frame is left to be asked for alone", async () => {
  const { ada } = await TestRegistry.withUsers("ada");
  const large = aPackage("large").file("noise", randomBytes(5 * 1024 * 1024).toString("latin1"));
  await ada.publish(large);
  await ada.publish(aPackage("small"));

  const frames = await framesOf(ada, [
    { name: "large", version: "1.0.0" },
    { name: "small", version: "1.0.0" },
  ]);

  expect(frames.map(({ status }) => status)).toEqual([413, 200]);
  expect(JSON.parse(String(frames[0]?.bytes))).toMatchObject({ code: "E413" });
});

test("[L20] one of an uplink that turns out to be too large comes whole to who asks for it alone", async () => {
  const { uplink, world } = await openUnderPolicy({});
  const large = aPackage("large").file("noise", randomBytes(5 * 1024 * 1024).toString("latin1"));
  await uplink.serve(large);

  const [frame] = await framesOf(world.anonymous, [{ name: "large", version: "1.0.0" }]);
  const single = await world.anonymous.get("/large/-/large-1.0.0.tgz");

  expect([frame?.status, single.status]).toEqual([413, 200]);
  expect(Buffer.from(await single.arrayBuffer()).equals(Buffer.from(await large.tarball()))).toBe(true);
});

test("[L21] a question has limits, and says what is wrong with it", async () => {
  const { ada } = await TestRegistry.withUsers("ada");
  const version = "1.0.0";
  const wrong = [
    {},
    { packages: [] },
    { packages: "left-pad" },
    { packages: [{ name: "../etc", version }] },
    { packages: [{ name: "left-pad", version: "../../1" }] },
    { packages: [{ name: "left-pad", version, file: "x" }] },
    { packages: Array.from({ length: 1001 }, (_, at) => ({ name: `p${at}`, version })) },
  ];

  for (const body of wrong) {
    const { status, error } = await refusal(await ada.post(path, body));
    expect([400, 422]).toContain(status);
    expect(error).not.toBe("");
  }
  const { status } = await refusal(await ada.post(path, { packages: "x".repeat(1_000_000) }));
  expect(status).toBe(413);
});

test("[L21] each archive is a read of whoever asks", async () => {
  const text = `rateLimits: { reads: 5, writes: 100 }\nrules: [{ packages: "**", origin: hosted, publish: [$authenticated] }]`;
  const configuration = parseRegistryConfiguration(text, "registry.yaml");
  const ada = await (await TestRegistry.open({ configuration })).user("ada");
  await ada.publish(aPackage("left-pad"));
  const asked = Array.from({ length: 8 }, () => ({ name: "left-pad", version: "1.0.0" }));

  const statuses = (await framesOf(ada.at("198.51.100.7"), asked)).map(({ status }) => status);

  expect(statuses.filter((status) => status === 200).length).toBe(4);
  expect(statuses.filter((status) => status === 429).length).toBe(4);
});

test("[L21] who goes away in the middle is not looked for any longer", async () => {
  const { ada } = await TestRegistry.withUsers("ada");
  await ada.publish(aPackage("left-pad"));
  const packages = Array.from({ length: 1000 }, () => ({ name: "left-pad", version: "1.0.0" }));

  const reader = (await ada.post(path, { packages })).body?.getReader();
  await reader?.read();
  await reader?.cancel();

  const metrics = await (await ada.get("/-/metrics")).text();
  const [, sent] = /^larder_archives_sent_together_total (\d+)$/m.exec(metrics) ?? [];
  expect(Number(sent)).toBeLessThan(50);
});

test("[L20] whose token ends in the middle gets no more", async () => {
  const { ada } = await TestRegistry.withUsers("ada");
  await ada.publish(aPackage("left-pad"));
  const packages = Array.from({ length: 200 }, () => ({ name: "left-pad", version: "1.0.0" }));
  const statuses: number[] = [];

  const response = await ada.post(path, { packages });
  const reader = new ArchiveFrameReader();
  for await (const piece of response.body ?? []) {
    for (const { status } of reader.push(piece)) statuses.push(status);
    if (statuses.length === 1) await ada.delete(`/-/user/token/${ada.token}`);
  }

  expect([statuses.length, statuses[0], statuses.at(-1)]).toEqual([200, 200, 401]);
});

type Frame = { readonly status: number; readonly bytes: Buffer };

/** The frames of an answer, by their places. */
async function framesOf(persona: Persona, packages: readonly object[]): Promise<Frame[]> {
  const response = await persona.post(path, { packages });
  expect([response.status, response.headers.get("content-type")]).toEqual([200, archiveFramesType]);
  const reader = new ArchiveFrameReader();
  const frames: Frame[] = [];
  for (const { place, status, pieces } of reader.push(new Uint8Array(await response.arrayBuffer()))) {
    frames[place] = { status, bytes: Buffer.concat(pieces) };
  }
  expect(frames.length).toBe(packages.length);
  return frames;
}
