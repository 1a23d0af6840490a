// SPEC.md §9, signatures and attestations. Rule ids in titles refer to it.
import { describeEachDatabase } from "@larder/registry-database/testing";
import { createHash } from "node:crypto";
import { expect, test } from "vitest";

import { defaultConfiguration } from "../../origins/parse-configuration.ts";
import { parseRegistryConfiguration } from "../../origins/parse-configuration.ts";
import { aPackage, FakeUplink, type PublishBody, refusal, seen, TestRegistry } from "../../testing/index.ts";

const predicateType = "https://slsa.dev/provenance/v1";

/** Returns what `npm publish --provenance` sends for version 1.0.0: `about` replaces parts of the statement's subject. */
async function withProvenance(name: string, about: object = {}): Promise<{ body: PublishBody; bundle: object }> {
  const pkg = aPackage(name);
  const sha512 = createHash("sha512")
    .update(await pkg.tarball())
    .digest("hex");
  const subject = [{ name: `pkg:npm/${name.replace("@", "%40")}@1.0.0`, digest: { sha512 }, ...about }];
  const statement = { _type: "https://in-toto.io/Statement/v1", subject, predicateType, predicate: {} };
  const bundle = {
    mediaType: "application/vnd.dev.sigstore.bundle.v0.3+json",
    verificationMaterial: { certificate: { rawBytes: "AAAA" } },
    dsseEnvelope: {
      payload: Buffer.from(JSON.stringify(statement)).toString("base64"),
      payloadType: "application/vnd.in-toto+json",
      signatures: [{ sig: "AAAA", keyid: "" }],
    },
  };
  const body = await pkg.body();
  const data = JSON.stringify(bundle);
  body._attachments[`${name}-1.0.0.sigstore`] = { content_type: bundle.mediaType, data, length: data.length };
  return { body, bundle };
}

describeEachDatabase("attestations", (openDatabase) => {
  test("[V4] a provenance statement is kept as it came, and both documents lead to it", async () => {
    const world = await TestRegistry.open({ database: await openDatabase() });
    const ada = await world.user("ada");
    const { body, bundle } = await withProvenance("@acme/chat");

    const published = await ada.put("/@acme%2fchat", body);

    expect(published.status).toBe(201);
    const url = "https://packages.example/-/npm/v1/attestations/@acme%2fchat@1.0.0";
    for (const accept of ["application/json", "application/vnd.npm.install-v1+json"]) {
      expect(await seen(await world.anonymous.get("/@acme/chat", { accept }))).toMatchObject({
        body: { versions: { "1.0.0": { dist: { attestations: { url, provenance: { predicateType } } } } } },
      });
    }
    expect(await seen(await world.anonymous.get(new URL(url).pathname))).toEqual({
      status: 200,
      body: { attestations: [{ predicateType, bundle }] },
    });
  });
});

test("[V4] a statement about something else, or that is none, refuses the publish", async () => {
  const { ada, world } = await TestRegistry.withUsers("ada");
  const bodies = [
    (await withProvenance("chat", { name: "pkg:npm/chat@2.0.0" })).body,
    (await withProvenance("chat", { digest: { sha512: "00" } })).body,
  ];
  for (const data of ["", "{}", "[", JSON.stringify({ mediaType: "text/plain" })]) {
    const { body } = await withProvenance("chat");
    body._attachments["chat-1.0.0.sigstore"] = { content_type: "x", data, length: 1 };
    bodies.push(body);
  }

  for (const body of bodies) {
    expect(await refusal(await ada.put("/chat", body))).toEqual({
      status: 422,
      code: "EMANIFEST",
      error: expect.stringContaining("The provenance statement cannot be kept: "),
    });
  }
  expect(await world.countBlobs()).toBe(0);
});

test("[V4] attestations are for those who may read the package", async () => {
  const configuration = parseRegistryConfiguration(
    'rules:\n  - packages: "**"\n    origin: hosted\n    read: [$authenticated]\n',
    "registry.yaml",
  );
  const world = await TestRegistry.open({ configuration });
  const ada = await world.user("ada");
  await ada.put("/chat", (await withProvenance("chat")).body);
  await ada.publish(aPackage("plain"));
  const statusOf = async (path: string): Promise<number> => (await ada.get(path)).status;

  expect((await world.anonymous.get("/-/npm/v1/attestations/chat@1.0.0")).status).toBe(401);
  expect(await statusOf("/-/npm/v1/attestations/chat@1.0.0")).toBe(200);
  expect(await statusOf("/-/npm/v1/attestations/plain@1.0.0")).toBe(404);
  expect(await statusOf("/-/npm/v1/attestations/chat@2.0.0")).toBe(404);
  expect(await statusOf("/-/npm/v1/attestations/chat")).toBe(400);
  expect(await statusOf("/-/npm/v1/attestations/chat@latest")).toBe(422);
});

test("[V5] attestations of a package of an uplink come from there", async () => {
  const uplink = await FakeUplink.start();
  const world = await TestRegistry.open({ configuration: defaultConfiguration({ uplink: uplink.url }) });
  const theirs = { attestations: [{ predicateType, bundle: { any: "thing" } }] };
  uplink.answer("/-/npm/v1/attestations/@types%2fms@1.0.0", { body: JSON.stringify(theirs) });
  uplink.answer("/-/npm/v1/attestations/odd@1.0.0", { body: "[]" });

  expect(await seen(await world.anonymous.get("/-/npm/v1/attestations/@types/ms@1.0.0"))).toEqual({
    status: 200,
    body: theirs,
  });
  expect((await world.anonymous.get("/-/npm/v1/attestations/none@1.0.0")).status).toBe(404);
  expect((await world.anonymous.get("/-/npm/v1/attestations/odd@1.0.0")).status).toBe(502);
  uplink.isDown = true;
  expect((await world.anonymous.get("/-/npm/v1/attestations/ms@1.0.0")).status).toBe(503);
});

test("[V5] what an uplink vouched for once is known while it is down, and not asked for again for a while", async () => {
  const uplink = await FakeUplink.start();
  const clock = { now: new Date("2026-11-21T10:00:00Z") };
  const configuration = defaultConfiguration({ uplink: uplink.url });
  const world = await TestRegistry.open({ configuration, clock: () => clock.now });
  const theirs = { attestations: [{ predicateType, bundle: { b: 1, a: "thing" } }] };
  uplink.answer("/-/npm/v1/attestations/ms@1.0.0", { body: JSON.stringify(theirs) });
  const ask = (version: string): Promise<Response> => world.anonymous.get(`/-/npm/v1/attestations/ms@${version}`);

  for (const version of ["1.0.0", "1.0.0", "2.0.0", "2.0.0"]) await (await ask(version)).text();
  expect(uplink.requests.map(({ path }) => path)).toEqual([
    "/-/npm/v1/attestations/ms@1.0.0",
    "/-/npm/v1/attestations/ms@2.0.0",
  ]);
  uplink.isDown = true;
  clock.now = new Date("2026-12-21T10:00:00Z");
  expect(await (await ask("1.0.0")).text()).toBe(JSON.stringify(theirs));
});
