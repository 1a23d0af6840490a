import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import { onTestFinished } from "vitest";

import { serveLarder } from "./larder-process.ts";
import { publisherToken } from "./publisher-token.ts";
import { registryPlace } from "./registry-place.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

/** Registries on one database and one folder of tarballs. */
export type Replicas = {
  /** Where each of them answers. */
  readonly urls: readonly string[];
  /** The folder of tarballs. */
  readonly blobs: string;
  /** A token of `ada`, an admin, that may read and publish. */
  readonly token: string;
};

/** Serves `count` replicas, which end with the running test; PGlite has only one. */
export async function serveReplicas(
  count: number,
  { engine = "Postgres", rules }: { readonly engine?: "PGlite" | "Postgres"; readonly rules?: string } = {},
): Promise<Replicas> {
  const data = await temporaryDirectory("replicas");
  const place = await registryPlace(engine, data);
  if (rules !== undefined) await writeFile(join(data, "registry.yaml"), rules);
  const uplink = rules === undefined ? ["--uplink", "none"] : [];
  const token = await publisherToken(place);

  const urls: string[] = [];
  for (let replica = 0; replica < count; replica++) {
    const server = await serveLarder(["serve", "--listen", "127.0.0.1:0", ...uplink, ...place]);
    onTestFinished(async () => {
      await server.stop();
    });
    urls.push(server.url);
  }
  return { urls, blobs: join(data, "blobs", "sha512"), token };
}
