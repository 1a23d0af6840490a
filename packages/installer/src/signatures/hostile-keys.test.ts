import { addWants, readLock } from "@larder/host-directory";
import { aSigner, type MemoryRegistryOptions } from "@larder/registry-client/testing";
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
  const stranger = aSigner("SHA256:one");
  world.registry.signers = [stranger];
  world.registry.keys = [stranger.shown];
  world.registry.add({ name: "pad", version: "1.1.0" }, Buffer.from("other"));

  const relock = lockHost({ directory: world.host, client: world.client, update: ["pad"] });

  await expect(relock).rejects.toMatchObject({ code: "EINTEGRITY" });
});

test("hosts that share a store and are installed at once each verify, and none spoils the memory", async () => {
  const world = await aWorld();
  const install = () => installHost({ directory: world.host, store: world.store, client: world.client });

  const results = await Promise.all(Array.from({ length: 6 }, install));

  expect(results.map(({ signatures }) => signatures?.verified)).toEqual(results.map(() => 1));
});
