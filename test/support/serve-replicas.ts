import { createTestDatabase } from "@larder/sql/testing";
import { inject, onTestFinished } from "vitest";

import { serveLarder } from "./larder-process.ts";
import { publisherToken, type RegistryPlace } from "./publisher-token.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

/** Several registries on one Postgres and one folder of tarballs. */
export type Replicas = {
  /** Where each of them answers. */
  readonly urls: readonly string[];
  /** The folder of tarballs. */
  readonly blobs: string;
  /** A token of `ada`, an admin, that may read and publish. */
  readonly token: string;
};

/** Serves `count` replicas, which end with the running test. */
export async function serveReplicas(count: number): Promise<Replicas> {
  const data = await temporaryDirectory("replicas");
  const database = await createTestDatabase(inject("postgresUrl"));
  onTestFinished(() => database.drop());
  const place: RegistryPlace = ["--data", data, "--database-url", database.url];
  const token = await publisherToken(place);

  const urls: string[] = [];
  for (let replica = 0; replica < count; replica++) {
    const server = await serveLarder(["serve", "--listen", "127.0.0.1:0", "--uplink", "none", ...place]);
    onTestFinished(async () => {
      await server.stop();
    });
    urls.push(server.url);
  }
  return { urls, blobs: `${data}/blobs/sha512`, token };
}
