import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { findCurrentNumber, hostPaths } from "@larder/host-directory";
import { printLockfile } from "@larder/lockfile";
import { createRegistryClient } from "@larder/registry-client";
import { aSigner } from "@larder/registry-client/testing";
import { openStore, verifiedSignatures } from "@larder/store";
import { expect, test } from "vitest";

import { installHost } from "../install-host.ts";
import { lockHost } from "../lock-host.ts";
import { rollbackHost } from "../rollback-host.ts";
import type { HostWorld } from "../testing/host-world.ts";
import { install, relock, signedWorld } from "../testing/signed-world.ts";
import { verifyHost } from "../verify-host.ts";

const kinds = ["larder", "npm"] as const;

test.each(kinds)("what an %s registry signs is verified, and the lock holds all that it takes", async (kind) => {
  const world = await signedWorld({ kind });

  const result = await install(world);

  expect(result.signatures).toEqual({ verified: 2, unsigned: 0, unverified: 0, "unknown-key": 0, invalid: 0 });
  expect((await world.lock()).keys).toEqual([{ registry: "home", keyid: "SHA256:one", key: world.signer.shown.key }]);
  const elsewhere = { ...world, store: openStore(join(world.directory, "other-store")) };
  await expect(install(elsewhere, { frozen: true })).resolves.toMatchObject({ signatures: { verified: 2 } });
});

test("a lock verifies offline, and a signature, a version or a digest that was changed does not", async () => {
  const changes: readonly ((text: string) => string)[] = [
    (text) =>
      text.replace(
        /(\["SHA256:one","ME.{20})(.)/,
        (_all, start: string, letter: string) => `${start}${letter === "A" ? "B" : "A"}`,
      ),
    (text) => text.replaceAll("pad@1.0.0", "pad@1.0.1"),
    (text) => text.replace(/sha512-../, (start) => (start.endsWith("AA") ? "sha512-BB" : "sha512-AA")),
  ];
  for (const change of changes) {
    const world = await signedWorld();
    await install(world);
    await install(world, { frozen: true, offline: true });
    await world.edit(change);

    const refused = install(world, { frozen: true, offline: true });

    await expect(refused).rejects.toMatchObject({
      code: "EINTEGRITY",
      message: expect.stringMatching(/`(?:chat|pad)@1\.0\..*SHA256:one/),
    });
  }
});

test("a lock that is refused waits for no archive that had begun to arrive", { timeout: 20_000 }, async () => {
  const world = await signedWorld();
  await relock(world);
  await world.edit((text) => text.replaceAll("pad@1.0.0", "pad@1.0.1"));
  const client: typeof world.client = {
    ...world.client,
    async *fetchTarball(_place, signal) {
      yield new Uint8Array(1);
      await new Promise((_resolve, reject) => signal?.addEventListener("abort", () => reject(new Error("given up"))));
    },
  };

  await expect(install({ ...world, client }, { frozen: true })).rejects.toMatchObject({ code: "EINTEGRITY" });
});

test("a registry that serves other bytes with their own digest is refused, and nothing changes", async () => {
  const world = await signedWorld();
  await install(world);
  const before = printLockfile(await world.lock());
  const forged = aSigner("SHA256:one");
  world.registry.signers = [forged];
  await world.publish("pad", "1.0.1");

  await expect(relock(world)).rejects.toMatchObject({
    code: "EINTEGRITY",
    message: "`pad@1.0.1` of registry `home` is not what the key `SHA256:one` signed",
  });

  expect(printLockfile(await world.lock())).toBe(before);
});

test("a new key is refused by its name until it is agreed to, and the old one stays", async () => {
  const world = await signedWorld();
  await install(world);
  const second = aSigner("SHA256:two");
  world.registry.keys = [second.shown];
  world.registry.signers = [second];
  await world.publish("pad", "1.1.0");

  await expect(relock(world)).rejects.toMatchObject({
    code: "EPOLICY",
    message: expect.stringMatching(/`pad@1\.1\.0`.*`SHA256:two`/),
  });
  await expect(relock(world, { acceptKeys: true })).resolves.toMatchObject({ changed: true });

  expect((await world.lock()).keys?.map(({ keyid }) => keyid)).toEqual(["SHA256:one", "SHA256:two"]);
  expect(await install(world)).toMatchObject({ signatures: { verified: 2 } });
});

test("a version that is signed with an old and a new key needs only one that is known", async () => {
  const world = await signedWorld();
  await install(world);
  world.registry.signers = [aSigner("SHA256:two"), world.signer];
  await world.publish("pad", "1.1.0");

  await relock(world);

  expect(await install(world)).toMatchObject({ signatures: { verified: 2 } });
});

test("without keys nothing is called verified, and only who requires it is refused", async () => {
  const world = await signedWorld();
  world.registry.keys = undefined;
  const strict = await signedWorld({ policy: "require" });
  strict.registry.keys = undefined;

  expect(await install(world)).toMatchObject({ signatures: { verified: 0, unverified: 2 } });
  expect((await world.lock()).keys).toBeUndefined();
  await expect(install(strict)).rejects.toMatchObject({
    code: "EPOLICY",
    message: expect.stringMatching(/no key of `home` is known/),
  });
});

test("a registry that fails to show its keys stops nobody, and is asked again", async () => {
  let isDown = true;
  const world = await signedWorld({
    before: ({ url }) =>
      isDown && url.endsWith("/keys") ? Response.json({ error: "down" }, { status: 503 }) : undefined,
  });
  const said: string[] = [];

  const result = await installHost({
    directory: world.host,
    store: world.store,
    client: world.client,
    onProgress: (event) => void (event.type === "keys-missing" && said.push(event.reason)),
  });
  isDown = false;
  await relock(world);

  expect(result).toMatchObject({ signatures: { unverified: 2 } });
  expect(said).toEqual([expect.stringContaining("down")]);
  expect(await install(world)).toMatchObject({ signatures: { verified: 2 } });
});

test("what is not signed is let in, unless signatures are required", async () => {
  const [easy, strict] = [await signedWorld({ policy: "warn" }), await signedWorld({ policy: "require" })];
  for (const world of [easy, strict]) {
    world.registry.signers = [];
    await world.publish("pad", "1.1.0");
  }

  expect(await install(easy)).toMatchObject({ signatures: { verified: 1, unsigned: 1 } });
  await expect(install(strict)).rejects.toMatchObject({
    code: "EPOLICY",
    message: expect.stringMatching(/`pad@1\.1\.0`.*no signature/),
  });
});

test("a rollback is refused what the policy of signatures would refuse today, and the host runs what it ran", async () => {
  const world = await signedWorld({ policy: "warn" });
  world.registry.signers = [];
  await world.publish("pad", "1.1.0");
  await install(world);
  world.registry.signers = [world.signer];
  await world.publish("pad", "1.2.0");
  await relock(world);
  await install(world);
  await sayOfSignatures(world, "require");

  const refused = rollbackHost({ directory: world.host, store: world.store });

  await expect(refused).rejects.toMatchObject({
    code: "EPOLICY",
    message: expect.stringMatching(
      /^Generation 1 was made under another policy: .*`pad@1\.1\.0`, which has no signature/,
    ),
    hint: expect.stringContaining("`policy: { signatures }` in `larder.yaml`"),
  });
  expect(await findCurrentNumber(world.host)).toBe(2);
  await sayOfSignatures(world, "warn");
  expect(await rollbackHost({ directory: world.host, store: world.store })).toMatchObject({ generation: 1 });
});

test("a rollback to what its registry never signed is refused as such, and no other policy is advised", async () => {
  const world = await signedWorld({ policy: "warn" });
  await relock(world);
  await sayOfSignatures(world, "off");
  world.registry.signers = [aSigner("SHA256:one")];
  await world.publish("pad", "1.1.0");
  await relock(world);
  await install(world);
  world.registry.signers = [world.signer];
  await world.publish("pad", "1.2.0");
  await relock(world);
  await install(world);
  await sayOfSignatures(world, "warn");

  const refused = await rollbackHost({ directory: world.host, store: world.store }).catch((error: unknown) => error);

  expect(refused).toMatchObject({
    code: "EINTEGRITY",
    message: "`pad@1.1.0` of registry `home` is not what the key `SHA256:one` signed",
    hint: expect.not.stringContaining("policy"),
  });
  expect(await findCurrentNumber(world.host)).toBe(2);
});

async function sayOfSignatures({ host }: HostWorld, policy: string): Promise<void> {
  const { manifest } = hostPaths(host);
  await writeFile(manifest, (await readFile(manifest, "utf8")).replace(/signatures: \w+/, `signatures: ${policy}`));
}

test("who turns signatures off asks for no keys, and is refused nothing", async () => {
  const world = await signedWorld({ policy: "off" });
  world.registry.signers = [aSigner("SHA256:other")];
  await world.publish("pad", "1.1.0");

  expect(await install(world)).toMatchObject({ signatures: null });
  expect(world.registry.requests.join()).not.toContain("keys");
});

test("a signature that is known to hold is not checked again, and one of another key, text or package is", async () => {
  const world = await signedWorld();
  await install(world);
  const notes = (await readFile(join(world.store.directory, "signatures"), "utf8")).split("\n").filter(Boolean);
  expect(notes).toHaveLength(2);
  expect([...verifiedSignatures(world.store.directory).readVerified()].toSorted()).toEqual(notes.toSorted());
  await world.edit((text) =>
    text.replace(
      /("key":"MFkw.{60})(.)/,
      (_all, start: string, letter: string) => `${start}${letter === "A" ? "B" : "A"}`,
    ),
  );

  await expect(install(world, { frozen: true })).rejects.toMatchObject({
    code: expect.stringMatching(/EPOLICY|EINTEGRITY/),
  });
});

test("a host is verified without its store's memory, and says what is wrong with whom", async () => {
  const world = await signedWorld();
  await install(world);
  const whole = await verifyHost({ directory: world.host, store: world.store });
  await world.edit((text) => text.replace(/(package pad.*)"SHA256:one"/, '$1"SHA256:two"'));

  const found = await verifyHost({ directory: world.host, store: world.store });

  expect(whole).toMatchObject({ signatures: { verified: 2 }, damage: [] });
  expect(found).toMatchObject({
    signatures: { verified: 1, "unknown-key": 1 },
    damage: [{ part: "signature", about: "pad@1.0.0", sentence: expect.stringContaining("SHA256:two") }],
  });
});

test("a lock that an older Larder made is installed, and signed by the next lock", async () => {
  const world = await signedWorld();
  await install(world);
  await world.edit((text) =>
    text
      .replace("larder-lock 1.1", "larder-lock 1.0")
      .replace(/^key .*\n/m, "")
      .replace(/,"signatures":\[\[[^\]]*\]\]/g, ""),
  );

  expect(await install(world, { frozen: true })).toMatchObject({ signatures: { unsigned: 2 } });
  await lockHost({
    directory: world.host,
    client: createRegistryClient({ url: world.registry.url, fetch: world.registry.fetch }),
  });
  expect(await install(world, { frozen: true })).toMatchObject({ signatures: { verified: 2 } });
});
