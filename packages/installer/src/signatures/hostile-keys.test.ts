import { existsSync } from "node:fs";
import { appendFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { addWants, hostPaths, initHost, readLock } from "@larder/host-directory";
import { aSigner, type MemoryRegistryOptions } from "@larder/registry-client/testing";
import { openStore, verifiedSignatures } from "@larder/store";
import { expect, onTestFinished, test } from "vitest";

import { installHost } from "../install-host.ts";
import { lockHost } from "../lock-host.ts";
import { hostWorld, type HostWorld, packPackage } from "../testing/host-world.ts";

async function aWorld(options: MemoryRegistryOptions = {}): Promise<HostWorld> {
  const world = await hostWorld(options);
  onTestFinished(() => world[Symbol.asyncDispose]());
  const signer = aSigner("SHA256:one");
  world.registry.signers = [signer];
  world.registry.keys = [signer.shown];
  const pad = { name: "pad", version: "1.0.0" };
  world.registry.add(pad, await packPackage(pad));
  await addWants(world.host, { pad: "*" });
  return world;
}

const answers: readonly [what: string, answer: () => Response][] = [
  ["a page", () => new Response("<h1>Welcome</h1>", { headers: { "content-type": "text/html" } })],
  ["a list of something else", () => Response.json({ keys: [1, "x", null] })],
  ["no list", () => Response.json({ keys: { SHA256: "one" } })],
  ["keys of another kind", () => Response.json({ keys: [{ keyid: "SHA256:one", keytype: "rsa", key: "AAAA" }] })],
  [
    "keys that are none",
    () => Response.json({ keys: [{ keyid: "SHA256:one", keytype: "ecdsa-sha2-nistp256", key: "AAAA" }] }),
  ],
  ["an end that is no time", () => Response.json({ keys: [{ ...aSigner("SHA256:one").shown, expires: "soon" }] })],
  ["a name with a line break", () => Response.json({ keys: [aSigner("SHA256:one\npackage evil@1.0.0 {}").shown] })],
];

test.each(answers)(
  "a registry that shows %s as its keys makes nothing verified, and no lock that cannot be read",
  async (_what, answer) => {
    const world = await aWorld({ before: ({ url }) => (url.endsWith("/keys") ? answer() : undefined) });

    const { lock } = await lockHost({ directory: world.host, client: world.client });

    expect(lock.keys).toBeUndefined();
    expect(await readLock(world.host)).toEqual(lock);
  },
);

test("signatures that are none, or too many, make no lock that cannot be read", async () => {
  const world = await aWorld();
  const sign = world.registry.signers[0]?.sign ?? (() => ({ keyid: "", sig: "" }));
  const odd = ["", "x".repeat(999), "<b>", "A\nB"].map((sig, index) => ({
    ...aSigner(`SHA256:${index}`),
    sign: () => ({ keyid: `SHA256:${index}`, sig }),
  }));
  world.registry.signers = [...odd, { ...aSigner("SHA256:one"), sign }];
  world.registry.add({ name: "pad", version: "1.1.0" }, Buffer.from("more"));

  const { lock } = await lockHost({ directory: world.host, client: world.client });

  expect(lock.resolution.nodes.map(({ signatures }) => signatures?.map(({ keyid }) => keyid))).toEqual([
    ["SHA256:one"],
  ]);
  expect(await readLock(world.host)).toEqual(lock);
});

test("the keys of another registry do not count", async () => {
  const world = await aWorld();
  await lockHost({ directory: world.host, client: world.client });
  const path = hostPaths(world.host).lock;
  await writeFile(path, (await readFile(path, "utf8")).replace('key "home"', 'key "elsewhere"'));

  const result = await installHost({ directory: world.host, store: world.store, client: world.client, frozen: true });

  expect(result.signatures).toMatchObject({ verified: 0, unverified: 1 });
});

test.each(["AAAA", "MEUCIQ==", "MAYCAQACAQA="])("a signature of a known key that is none is wrong: %s", async (sig) => {
  const world = await aWorld();
  world.registry.signers = [{ ...aSigner("SHA256:one"), sign: () => ({ keyid: "SHA256:one", sig }) }];
  world.registry.add({ name: "pad", version: "1.1.0" }, Buffer.from("more"));

  await expect(lockHost({ directory: world.host, client: world.client })).rejects.toMatchObject({ code: "EINTEGRITY" });
});

test("of two keys of one name the first counts, as for other clients", async () => {
  const world = await aWorld();
  world.registry.keys = [...(world.registry.keys ?? []), aSigner("SHA256:one").shown];

  const { lock } = await lockHost({ directory: world.host, client: world.client });

  expect(lock.keys).toMatchObject([{ key: world.registry.keys[0]?.key }]);
});

test("hosts that share a store and are installed at once each verify, and none spoils the memory", async () => {
  const world = await aWorld();
  const hosts = Array.from({ length: 6 }, (_none, index) => join(world.directory, `host-${index}`));
  await Promise.all(
    hosts.map(async (host) => {
      await initHost(host, { registryUrl: world.registry.url });
      await addWants(host, { pad: "*" });
    }),
  );

  const results = await Promise.all(
    hosts.map((directory) => installHost({ directory, store: openStore(world.store.directory), client: world.client })),
  );

  expect(results.map(({ signatures }) => signatures?.verified)).toEqual(hosts.map(() => 1));
  expect(verifiedSignatures(world.store.directory).readVerified().size).toBe(1);
});

test("no script of a package runs before the signatures of all have been checked", async () => {
  const world = await aWorld();
  const mark = join(world.directory, "mark");
  const native = { name: "native", version: "1.0.0", scripts: { install: `touch ${mark}` } };
  world.registry.signers = [aSigner("SHA256:one")];
  world.registry.add({ ...native, hasInstallScript: true }, await packPackage(native));
  const { manifest } = hostPaths(world.host);
  await addWants(world.host, { native: "*" });
  await appendFile(manifest, "policy: { allowScripts: [native], signatures: off }\n");
  await lockHost({ directory: world.host, client: world.client });
  const path = hostPaths(world.host).lock;
  const { keyid, key } = aSigner("SHA256:one").shown;
  const line = `key "home" "${keyid}" ${JSON.stringify({ key })}\n`;
  await writeFile(path, (await readFile(path, "utf8")).replace(/^want /m, `${line}want `));
  await writeFile(manifest, (await readFile(manifest, "utf8")).replace("signatures: off", "signatures: warn"));

  const install = installHost({ directory: world.host, store: world.store, client: world.client, frozen: true });

  await expect(install).rejects.toMatchObject({ code: "EINTEGRITY" });
  expect(existsSync(mark)).toBe(false);
  await writeFile(manifest, (await readFile(manifest, "utf8")).replace("signatures: warn", "signatures: off"));
  await installHost({ directory: world.host, store: world.store, client: world.client, frozen: true });
  expect(existsSync(mark)).toBe(true);
});
