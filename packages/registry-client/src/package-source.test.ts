import { parsePackageName } from "@larder/package-spec";
import { policyOfNobody, type ResolvePolicy } from "@larder/resolver";
import { expect, test } from "vitest";

import { packageSource } from "./package-source.ts";
import { createRegistryClient } from "./registry-client.ts";
import { memoryRegistry } from "./testing/index.ts";

const leftPad = parsePackageName("left-pad");

/** Returns how often the document of `left-pad` is read, and its times, for a registry that is not Larder. */
async function readOnce(policy: ResolvePolicy, published: string): Promise<{ reads: number; time: unknown }> {
  const registry = memoryRegistry({ kind: "npm" });
  registry.add({ name: "left-pad", version: "1.0.0" }, Buffer.from("left-pad"), published);
  const client = createRegistryClient({ url: registry.url, fetch: registry.fetch });
  const source = packageSource(client, { mayBeSingleton: [], policy, asOf: "2026-01-20T00:00:00.000Z" });
  const packument = await source.fetch(leftPad);
  return { reads: registry.requests.length, time: packument?.time?.["1.0.0"] };
}

test("where an age is asked for, only what changed within it is read whole", async () => {
  const week = { ...policyOfNobody, minimumAgeMs: 7 * 86_400_000 };
  const old = "2026-01-02T00:00:00.000Z";
  const young = "2026-01-19T00:00:00.000Z";

  expect(await readOnce(policyOfNobody, young)).toEqual({ reads: 1, time: undefined });
  expect(await readOnce(week, old)).toEqual({ reads: 1, time: old });
  expect(await readOnce(week, young)).toEqual({ reads: 2, time: young });
  expect(await readOnce({ ...week, minimumAgeExempt: [leftPad] }, young)).toEqual({ reads: 1, time: undefined });
  expect(await readOnce({ ...policyOfNobody, trust: "no-downgrade" }, young)).toEqual({ reads: 1, time: young });
});

test("a short document that says more than it should says the same as the full one", async () => {
  const manifest = {
    name: "left-pad",
    version: "1.0.0",
    scripts: { install: "node build.js" },
    dist: { tarball: "http://registry.example/left-pad/-/left-pad-1.0.0.tgz" },
  };
  const document = { name: "left-pad", "dist-tags": { latest: "1.0.0" }, versions: { "1.0.0": manifest } };
  const client = createRegistryClient({
    url: "http://registry.example",
    fetch: () => Promise.resolve(Response.json(document)),
  });

  const [short, full] = await Promise.all([
    packageSource(client, { mayBeSingleton: [] }).fetch(leftPad),
    packageSource(client, { mayBeSingleton: [leftPad] }).fetch(leftPad),
  ]);

  expect(short?.versions["1.0.0"]).toMatchObject({ hasInstallScript: true });
  expect(short).toEqual(full);
});
