import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { createTestDatabase } from "@larder/sql/testing";
import { inject } from "vitest";

import { type Serving, serveLarder } from "./larder-process.ts";
import { publisherToken, type RegistryPlace } from "./publisher-token.ts";

/** The two engines that a registry keeps its state in. */
export const engines = ["PGlite", "Postgres"] as const;
export type EngineName = (typeof engines)[number];

/** A registry that all tests of a file share. */
export type ServedRegistry = AsyncDisposable & {
  readonly url: string;
  readonly server: Serving;
  readonly place: RegistryPlace;
  /** A directory that goes away with the registry, for the clients of the file. */
  readonly directory: string;
  /** A token of `ada`, an admin, that may read and publish. */
  readonly token: string;
};

/** Serves an empty registry on `engine`, by `larder serve` with `options`, until it is disposed of. */
export async function serveRegistry(
  engine: EngineName,
  options: readonly string[] = ["--uplink", "none"],
): Promise<ServedRegistry> {
  await using opened = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), "larder-registry-"));
  opened.defer(() => rm(directory, { recursive: true, force: true, maxRetries: 3 }));
  const database = engine === "Postgres" ? await createTestDatabase(inject("postgresUrl")) : undefined;
  opened.defer(() => database?.drop());

  const data = join(directory, "data");
  const place: RegistryPlace =
    database === undefined ? ["--data", data] : ["--data", data, "--database-url", database.url];
  const server = await serveLarder(["serve", "--listen", "127.0.0.1:0", ...options, ...place]);
  opened.defer(async () => {
    await server.stop();
  });
  const token = await publisherToken(place);
  const owned = opened.move();
  const dispose = (): Promise<void> => owned.disposeAsync();
  return { url: server.url, server, place, directory, token, [Symbol.asyncDispose]: dispose };
}
