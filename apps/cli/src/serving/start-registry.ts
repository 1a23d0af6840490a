import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

import { createRegistry, type Registry, type RegistryConfiguration } from "@larder/registry-api";
import { openRegistryDatabase } from "@larder/registry-database";
import { type BlobStoreLocation, openBlobStore, type S3Location } from "@larder/registry-storage";
import { type DirectoryHold, holdDirectory, type SqlLocation } from "@larder/sql";
import { createPages, type Pages, sourceOf } from "@larder/web";
import type { Logger } from "pino";

import { openControlSocket } from "./control-socket.ts";
import { makeDataDirectory } from "./data-directory.ts";
import { type Fetch, type HttpApp, listenHttp } from "./http-server.ts";
import type { ListenAddress } from "./listen-address.ts";

export type StartRegistryOptions = {
  readonly listen: ListenAddress;
  /** Where everything is kept; absolute. */
  readonly data: string;
  /** A Postgres server instead of the database in `data`. */
  readonly databaseUrl: string | undefined;
  /** A bucket for the tarballs, instead of a folder in `data`. */
  readonly bucket: S3Location | undefined;
  readonly configuration: RegistryConfiguration;
  /** Where clients reach it, when that is not where it listens. */
  readonly publicUrl: string | undefined;
  /** How long it takes requests after it has said that it is not ready, before it ends. */
  readonly drainWaitMs?: number | undefined;
  /** Where images of new databases are kept, from which the next one starts in a moment. */
  readonly imageCache?: string | undefined;
  readonly logger: Logger;
};

export type RunningRegistry = {
  /** Where this machine reaches it. */
  readonly url: string;
  /** Where clients reach it. */
  readonly publicUrl: string;
  /** Says that it is not ready, takes no new request, finishes those that run, and closes what was opened, in reverse. */
  readonly close: () => Promise<void>;
};

/**
 * Starts a registry: its address, its directory, its database, its app with the pages, its control socket.
 *
 * The address comes first, since the port may be a free one and the pages and documents need it. Throws
 * `AddressInUseError`, `DirectoryHeldError` and what opening the database and the storage throws; then nothing stays open.
 */
export async function startRegistry(options: StartRegistryOptions): Promise<RunningRegistry> {
  await using opened = new AsyncDisposableStack();
  const app = Promise.withResolvers<Fetch | HttpApp>();
  const server = await listenHttp(options.listen, app.promise);
  const publicUrl = (options.publicUrl ?? server.url).replace(/\/+$/, "");
  opened.defer(async () => {
    // Whoever still waits for an app that failed to start is told so, or the server would never drain.
    app.resolve(unavailable);
    await server.close();
  });

  makeDataDirectory(options.data);
  const hold = holdIfOurs(options, server.url);
  opened.defer(() => hold?.release());

  const database = await openRegistryDatabase(locationOf(options));
  opened.defer(() => database.close());
  const registry = await openApp(options, database, publicUrl);
  opened.defer(() => registry.close());

  if (hold !== undefined) {
    const control = await openControlSocket(options.data, (request) => registry.control.fetch(request));
    opened.defer(() => control.close());
    hold.describe({ command: "larder serve", url: server.url, controlSocket: control.path });
  }

  // Draining comes before everything else that closes, although listening came first.
  opened.defer(() => server.close());
  opened.defer(async () => {
    registry.drain();
    if (options.drainWaitMs !== undefined) await wait(options.drainWaitMs);
  });
  app.resolve(registry);
  const owned = opened.move();
  return { url: server.url, publicUrl, close: () => owned.disposeAsync() };
}

/** With a database of its own a directory has one server; replicas on one Postgres may share it for their blobs. */
function holdIfOurs({ data, databaseUrl }: StartRegistryOptions, url: string): DirectoryHold | undefined {
  return databaseUrl === undefined ? holdDirectory(data, { command: "larder serve", url }) : undefined;
}

/** Stands in while the app that the pages ask is being made. */
const noPages: Pages = () => undefined;

async function openApp(
  options: StartRegistryOptions,
  database: Awaited<ReturnType<typeof openRegistryDatabase>>,
  publicUrl: string,
): Promise<Registry> {
  let pages = noPages;
  const registry = await createRegistry({
    database,
    storage: await openBlobStore(storageOf(options)),
    configuration: options.configuration,
    publicUrl,
    logger: options.logger,
    pages: (request) => pages(request),
  });
  // The pages ask the registry's own app, so that each of them proves the public API complete.
  const source = sourceOf({ publicUrl, fetch: async (request) => registry.fetch(request) });
  pages = createPages({ source, publicUrl });
  return registry;
}

type DatabasePlace = Pick<StartRegistryOptions, "data" | "databaseUrl" | "imageCache">;

/** Returns where the registry in `data` has its database. */
export function locationOf({ data, databaseUrl, imageCache }: DatabasePlace): SqlLocation {
  return databaseUrl === undefined
    ? { type: "directory", path: join(data, "database"), imageCache }
    : { type: "url", url: databaseUrl };
}

/** What arrives waits in `data`, also when it is kept in a bucket. */
function storageOf({ data, bucket }: StartRegistryOptions): BlobStoreLocation {
  return bucket === undefined
    ? { type: "directory", path: join(data, "blobs") }
    : { type: "s3", bucket, arrivingDirectory: join(data, "arriving") };
}

function unavailable(): Response {
  return Response.json({ error: "The registry did not start", code: "EUNAVAILABLE" }, { status: 503 });
}
