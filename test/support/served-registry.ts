import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { createTestDatabase } from "@larder/sql/testing";
import { inject } from "vitest";

import { larderData, type Serving, serveLarder } from "./larder-process.ts";

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

/** Where a registry keeps its state, as the command line says it. */
export type RegistryPlace = readonly ["--data", string] | readonly ["--data", string, "--database-url", string];

/** Makes the user `ada`, an admin, and returns a token of hers that may read and publish. */
export async function publisherToken(place: RegistryPlace): Promise<string> {
  await larderData(["user", "add", "ada", "--admin", ...place], { input: "correct horse battery staple\n" });
  const data = await larderData(["token", "create", "--user", "ada", "--scope", "read,publish", ...place]);
  if (typeof data === "object" && data !== null && "token" in data) return String(data.token);
  throw new Error("`larder token create` printed no token");
}
