// SPEC.md §9, signatures. Rule ids in titles refer to it.
import { findSetting, type RegistryDatabase } from "@larder/registry-database";
import { describeEachDatabase, insertTestUser, insertTestVersion } from "@larder/registry-database/testing";
import { createPublicKey, verify } from "node:crypto";
import { expect, test } from "vitest";

import { defaultConfiguration, parseRegistryConfiguration } from "../../origins/parse-configuration.ts";
import type { PublishedKey, Signature } from "../../publishing/signing-key.ts";
import { aPackage, FakeUplink, type Persona, refusal, seen, TestRegistry } from "../../testing/index.ts";

const keysPath = "/-/npm/v1/keys";

async function listKeys(persona: Persona): Promise<PublishedKey[]> {
  const { keys } = (await (await persona.get(keysPath)).json()) as { keys: PublishedKey[] };
  return keys;
}

async function openBeside(uplink: FakeUplink): Promise<Persona> {
  return (await TestRegistry.open({ configuration: defaultConfiguration({ uplink: uplink.url }) })).anonymous;
}

/** Checks every version of the document as `npm audit signatures` does. */
async function countVerified(persona: Persona, name: string, accept: string): Promise<number> {
  const keys = await listKeys(persona);
  const { versions } = (await (await persona.get(`/${name}`, { accept })).json()) as {
    versions: { [version: string]: { dist: { integrity: string; signatures: Signature[] } } };
  };
  const verified = Object.entries(versions).filter(([version, { dist }]) => {
    const key = keys.find(({ keyid }) => keyid === dist.signatures[0]?.keyid);
    const publicKey = createPublicKey({ key: Buffer.from(key?.key ?? "", "base64"), type: "spki", format: "der" });
    const signature = Buffer.from(dist.signatures[0]?.sig ?? "", "base64");
    return verify("sha256", Buffer.from(`${name}@${version}:${dist.integrity}`), publicKey, signature);
  });
  return verified.length;
}

/** Inserts two versions each of more packages than are signed at once. */
async function insertUnsigned({ db }: RegistryDatabase): Promise<void> {
  const publisher = await insertTestUser(db, "grace");
  for (let index = 0; index < 25; index += 1) {
    for (const version of ["1.0.0", "1.1.0"]) {
      await insertTestVersion(db, { name: `@acme/old-${index}`, version, publisher });
    }
  }
}

/** Waits until everything is signed. */
async function expectKeys(persona: Persona): Promise<void> {
  await expect.poll(async () => (await persona.get(keysPath)).status, { timeout: 20_000 }).toBe(200);
}

describeEachDatabase("signatures", (openDatabase) => {
  test("[V1] every version is signed, in both documents, with the one key of all replicas", async () => {
    const database = await openDatabase();
    const [one, other] = await Promise.all([TestRegistry.open({ database }), TestRegistry.open({ database })]);
    const ada = await one.user("ada");
    await ada.publish(aPackage("left-pad").version("1.0.0"));
    await ada.put("/-/pnpr/v0/publish", { packages: [await aPackage("left-pad").version("1.1.0").body()] });

    const full = await countVerified(one.anonymous, "left-pad", "application/json");
    const short = await countVerified(one.anonymous, "left-pad", "application/vnd.npm.install-v1+json");

    expect([full, short]).toEqual([2, 2]);
    expect(await listKeys(other.anonymous)).toEqual(await listKeys(one.anonymous));
    expect(await listKeys(one.anonymous)).toEqual([
      {
        expires: null,
        keyid: expect.stringMatching(/^SHA256:[\w+/]{43}$/),
        keytype: "ecdsa-sha2-nistp256",
        scheme: "ecdsa-sha2-nistp256",
        key: expect.stringMatching(/^MFkw/),
      },
    ]);
  });

  test("[V2] what was published before there was a key is signed behind the answers, and the key waits for it", async () => {
    const database = await openDatabase();
    await insertUnsigned(database);
    const first = await TestRegistry.open({ database });
    await expectKeys(first.anonymous);
    await (await first.user("ada")).publish(aPackage("@acme/chat").version("1.0.0"));
    await first.registry.close();
    await database.query(
      `update versions set manifest = (manifest::jsonb #- '{dist,signatures}')::json;
       update documents set "full" = '{"old":true}', full_hash = 'old';
       delete from registry_settings where key = 'signed-with'`,
    );

    const world = await TestRegistry.open({ database });
    const early = [
      await seen(await world.anonymous.get("/@acme/chat")),
      await seen(await world.anonymous.get(keysPath)),
    ];
    await expectKeys(world.anonymous);

    expect(early).toMatchObject([
      { status: 200, body: { old: true } },
      { status: 503, body: { error: expect.stringContaining("still signing") } },
    ]);
    expect(await countVerified(world.anonymous, "@acme/chat", "application/json")).toBe(1);
    expect(await countVerified(world.anonymous, "@acme/old-0", "application/json")).toBe(2);
    const again = await TestRegistry.open({ database });
    expect(await countVerified(again.anonymous, "@acme/old-24", "application/vnd.npm.install-v1+json")).toBe(2);
    expect(await seen(await again.anonymous.get("/@acme/old-24"))).toMatchObject({ body: { _rev: "3-larder" } });
  });

  test("[V2] a registry that is closed on the way goes on with its next start", async () => {
    const database = await openDatabase();
    await insertUnsigned(database);

    const closed = await TestRegistry.open({ database });
    await closed.registry.close();
    expect(await seen(await closed.anonymous.get(keysPath))).toMatchObject({ status: 503 });
    const world = await TestRegistry.open({ database });
    await expectKeys(world.anonymous);

    expect(await countVerified(world.anonymous, "@acme/old-24", "application/json")).toBe(2);
  });
});

test("[V1] the private key is in no answer", async () => {
  const { ada, world } = await TestRegistry.withUsers("ada");
  await ada.publish(aPackage("left-pad"));
  const kept = (await findSetting(world.database.db, "signing-key")) as { privateKey: string };

  const texts = await Promise.all(
    ["/-/npm/v1/keys", "/left-pad", "/", "/-/healthz"].map(async (path) => (await ada.get(path)).text()),
  );

  expect(kept.privateKey.length).toBeGreaterThan(100);
  expect(texts.filter((text) => text.includes(kept.privateKey.slice(-60)))).toEqual([]);
  expect(JSON.stringify(world.registry)).not.toContain(kept.privateKey);
});

test("[V3] keys of uplinks are listed beside ours, also while the uplink is down", async () => {
  const uplink = await FakeUplink.start();
  const theirs = { keyid: "SHA256:theirs", keytype: "ecdsa-sha2-nistp256", scheme: "ecdsa", key: "x", expires: null };
  uplink.answer("/-/npm/v1/keys", { body: JSON.stringify({ keys: [theirs] }) });
  let now = new Date("2026-11-21T10:00:00Z");
  const configuration = defaultConfiguration({ uplink: uplink.url });
  const world = await TestRegistry.open({ configuration, clock: () => now });

  const before = await listKeys(world.anonymous);
  await listKeys(world.anonymous);
  uplink.isDown = true;
  now = new Date("2026-11-22T10:00:00Z");
  const restarted = await TestRegistry.open({ configuration, database: world.database });

  expect(before).toEqual([expect.objectContaining({ key: expect.stringMatching(/^MFkw/) }), theirs]);
  expect(uplink.requests).toHaveLength(1);
  expect(await listKeys(world.anonymous)).toEqual(before);
  expect(await listKeys(restarted.anonymous)).toEqual(before);
});

test("[V3] no uplink takes the place of our key, or of a key of an uplink before it", async () => {
  const [first, second] = [await FakeUplink.start(), await FakeUplink.start()];
  const theirs = { keyid: "SHA256:theirs", keytype: "ecdsa-sha2-nistp256", scheme: "ecdsa", key: "x", expires: null };
  const world = await TestRegistry.open();
  const own = await listKeys(world.anonymous);
  const forged = [theirs, ...own].map((key) => ({ ...key, key: "forged" }));
  first.answer("/-/npm/v1/keys", { body: JSON.stringify({ keys: [theirs] }) });
  second.answer("/-/npm/v1/keys", { body: JSON.stringify({ keys: forged }) });
  const yaml = `uplinks: { one: { url: "${first.url}" }, other: { url: "${second.url}" } }
rules: [{ packages: "@other/*", origin: other }, { packages: "**", origin: one }]`;
  const configuration = parseRegistryConfiguration(yaml, "registry.yaml");

  const { anonymous } = await TestRegistry.open({ configuration, database: world.database });

  expect(await listKeys(anonymous)).toEqual([...own, theirs]);
});

test("[V3] many who ask at once ask the uplink once, and one that fails is left alone for a minute", async () => {
  const uplink = await FakeUplink.start();
  uplink.answer("/-/npm/v1/keys", { body: JSON.stringify({ keys: [] }) });
  let now = new Date("2026-11-21T10:00:00Z");
  const world = await TestRegistry.open({
    configuration: defaultConfiguration({ uplink: uplink.url }),
    clock: () => now,
  });
  const askTenTimes = (): Promise<unknown> => Promise.all(Array.from({ length: 10 }, () => listKeys(world.anonymous)));

  await askTenTimes();
  expect(uplink.requests).toHaveLength(1);
  uplink.isDown = true;
  now = new Date("2026-11-22T10:00:00Z");
  await askTenTimes();
  await askTenTimes();
  expect(uplink.requests).toHaveLength(2);
});

test("[V3] an uplink without keys adds none; one whose keys cannot be had makes no half list", async () => {
  const [bare, odd, down] = [await FakeUplink.start(), await FakeUplink.start(), await FakeUplink.start()];
  const refusing = await FakeUplink.start();
  refusing.answer("/-/npm/v1/keys", { status: 400, body: "<h1>Bad request</h1>" });
  odd.answer("/-/npm/v1/keys", { body: JSON.stringify({ keys: ["x"] }) });
  down.isDown = true;

  expect(await listKeys(await openBeside(bare))).toHaveLength(1);
  expect(await listKeys(await openBeside(refusing))).toHaveLength(1);
  expect(await refusal(await (await openBeside(odd)).get("/-/npm/v1/keys"))).toMatchObject({ status: 502 });
  expect(await refusal(await (await openBeside(down)).get("/-/npm/v1/keys"))).toMatchObject({ status: 503 });
});
