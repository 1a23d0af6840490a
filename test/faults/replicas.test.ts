import { createHash } from "node:crypto";
import { readdir } from "node:fs/promises";

import pMap from "p-map";
import { expect, test } from "vitest";

import { type PreparedVersion, prepareVersion, putVersion } from "../support/publish-document.ts";
import { type Replicas, serveReplicas } from "../support/serve-replicas.ts";

const clients = 50;

test("50 clients that publish the same bytes through two replicas all succeed, and one of them makes the version", async () => {
  const replicas = await serveReplicas(2);
  const version = await prepareVersion("jam", "1.0.0");

  const statuses = await publishAtOnce(
    replicas,
    Array.from({ length: clients }, () => version),
  );

  expect(count(statuses)).toEqual({ 201: 1, 200: clients - 1 });
  expect(await countFiles(replicas.blobs)).toBe(1);
  expect(await integritiesOn(replicas, version)).toEqual([version.integrity, version.integrity]);
});

test("of 50 clients that publish different bytes as one version through two replicas one succeeds", async () => {
  const replicas = await serveReplicas(2);
  const versions = await Promise.all(Array.from({ length: clients }, () => prepareVersion("jam", "1.0.0")));

  const statuses = await publishAtOnce(replicas, versions);

  expect(count(statuses)).toEqual({ 201: 1, 403: clients - 1 });
  const winner = versions.find((_, index) => statuses[index] === 201);
  expect(winner && (await integritiesOn(replicas, winner))).toEqual([winner?.integrity, winner?.integrity]);
});

test("100 publishes on one replica are each seen at once on the other", async () => {
  expect(await publishAndReadElsewhere(100)).toEqual([]);
});

test("10,000 publishes on one replica are each seen at once on the other", { tags: ["slow"] }, async () => {
  expect(await publishAndReadElsewhere(10_000)).toEqual([]);
});

/** Publishes `total` versions on one replica, four at a time, and returns those that the other did not have after the answer. */
async function publishAndReadElsewhere(total: number): Promise<string[]> {
  const { urls, token } = await serveReplicas(2);
  const [written = "", read = ""] = urls;
  const stale: string[] = [];
  const publishers = 4;
  const publishInTurn = async (publisher: number): Promise<void> => {
    for (let number = publisher; number < total; number += publishers) {
      // Ten versions of each package: what a reader has must change.
      const name = `jam-${publisher}-${Math.floor(number / (publishers * 10))}`;
      const version = await prepareVersion(name, `1.${number}.0`, 200);
      expect(await putVersion(written, token, version)).toBe(201);
      if (!(await isServed(read, version))) stale.push(`${name}@${version.version}`);
    }
  };
  await Promise.all(Array.from({ length: publishers }, (_, publisher) => publishInTurn(publisher)));
  return stale;
}

async function isServed(url: string, { name, version, integrity }: PreparedVersion): Promise<boolean> {
  const accept = "application/vnd.npm.install-v1+json";
  const packument = await fetch(`${url}/${name}`, { headers: { accept } });
  const tarball = await fetch(`${url}/${name}/-/${name}-${version}.tgz`);
  await tarball.arrayBuffer();
  return packument.status === 200 && (await packument.text()).includes(integrity) && tarball.status === 200;
}

/** Sends all `versions` at the same time, in turn to each replica; returns the statuses in their order. */
function publishAtOnce({ urls, token }: Replicas, versions: readonly PreparedVersion[]): Promise<number[]> {
  return pMap(versions, (version, index) => putVersion(urls[index % urls.length] ?? "", token, version), {
    concurrency: versions.length,
  });
}

function count(statuses: readonly number[]): { readonly [status: number]: number } {
  const counts: { [status: number]: number } = {};
  for (const status of statuses) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

async function countFiles(directory: string): Promise<number> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).length;
}

/** Returns the integrity of the archive that each replica sends. */
function integritiesOn({ urls }: Replicas, { name, version }: PreparedVersion): Promise<string[]> {
  return pMap(urls, async (url) => {
    const response = await fetch(`${url}/${name}/-/${name}-${version}.tgz`);
    const bytes = new Uint8Array(await response.arrayBuffer());
    return `sha512-${createHash("sha512").update(bytes).digest("base64")}`;
  });
}
