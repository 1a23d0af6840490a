import { createHash, randomBytes } from "node:crypto";

import { packTarball } from "@larder/tarball";
import pMap from "p-map";
import type { Dispatcher } from "undici";

import { prepareArchive, type PreparedVersion } from "../../support/publish-document.ts";
import { driveThrough } from "../measure/drive.ts";
import { exchange, type ExchangeRequest } from "../measure/exchange.ts";
import { openPool } from "../measure/open-pool.ts";
import { type Sample, takeSample } from "../measure/sample.ts";
import type { Target } from "../targets/target.ts";
import type { PublishScenario } from "./publish-scenarios.ts";

/** Makes `publishes` new packages, whose names begin with `prefix`; all targets of a round get the same ones. */
export async function preparePublishes(
  { noiseBytes }: PublishScenario,
  { publishes, prefix }: { readonly publishes: number; readonly prefix: string },
): Promise<PreparedVersion[]> {
  const names = Array.from({ length: publishes }, (_, index) => `${prefix}-${index}`);
  return pMap(names, (name) => prepareNoise(name, noiseBytes), { concurrency: 4 });
}

/** Publishes `versions` and returns what it cost; reads each back. */
export async function runPublish(
  target: Target,
  { connections }: Pick<PublishScenario, "connections">,
  versions: readonly PreparedVersion[],
): Promise<Sample> {
  const requests = versions.map((version) => publishRequest(version, target.token));

  await using pool = openPool(target.url, connections);
  const sample = await takeSample(target, () => driveThrough(pool.dispatcher, { requests, connections, status: 201 }));
  await pMap(versions, (version) => assertReadsBack(pool.dispatcher, target, version), { concurrency: connections });
  return sample;
}

/** Returns the request that publishes `version`, as a client sends it. */
export function publishRequest({ name, body }: PreparedVersion, token: string | undefined): ExchangeRequest {
  return {
    method: "PUT",
    path: `/${name.replace("/", "%2f")}`,
    headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    body,
  };
}

/** An archive of noise is as large as the noise, and no two are alike. */
async function prepareNoise(name: string, noiseBytes: number): Promise<PreparedVersion> {
  const manifest = { name, version: "1.0.0", description: "Noise to publish", main: "noise.txt" };
  const noise = randomBytes(noiseBytes);
  const tarball = await packTarball([
    { path: "package.json", content: JSON.stringify(manifest) },
    { path: "noise.txt", content: noise },
  ]);
  return prepareArchive(manifest, tarball);
}

type Listed = { readonly versions: Readonly<Record<string, { readonly dist: { readonly integrity: string } }>> };

/** Throws unless the packument names what was published, and the archive is the bytes that were sent. */
export async function assertReadsBack(
  dispatcher: Dispatcher,
  target: Target,
  published: PreparedVersion,
): Promise<void> {
  const { name, version, integrity } = published;
  const packument = JSON.parse(await read(dispatcher, `/${name}`).then(String)) as Listed;
  const tarball = await read(dispatcher, `/${name}/-/${name}-${version}.tgz`);
  const served = `sha512-${createHash("sha512").update(tarball).digest("base64")}`;
  const listed = packument.versions[version]?.dist.integrity;
  if (listed === integrity && served === integrity) return;
  throw new Error(`${target.name} acknowledged ${name}@${version}, but lists ${listed} and serves ${served}`);
}

async function read(dispatcher: Dispatcher, path: string): Promise<Buffer> {
  const { status, chunks } = await exchange(dispatcher, { method: "GET", path, headers: {} }, { keepBody: true });
  if (status !== 200) throw new Error(`\`GET ${path}\` was answered with ${status}`);
  return Buffer.concat(chunks);
}
