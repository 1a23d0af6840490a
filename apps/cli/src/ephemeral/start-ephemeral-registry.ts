import { defaultConfiguration, type RegistryConfiguration } from "@larder/registry-api";
import { type Logger, pino } from "pino";

import { readEnvironment } from "../config.ts";
import { type Fetch, listenHttp } from "../serving/http-server.ts";
import { parseLoopbackAddress } from "../serving/listen-address.ts";
import { createTestToken } from "./known-tokens.ts";
import { openWorld, type World } from "./open-world.ts";

/** How a throw-away registry differs from the usual one. */
export type EphemeralOptions = {
  /** `HOST:PORT` of this machine; a free port of 127.0.0.1 unless told. */
  readonly listen?: string | undefined;
  /** Where the packages come from that are not published here; nowhere unless told. */
  readonly uplink?: string | undefined;
  /** Patterns of names, such as `@acme/*`, that are published here whatever the uplink has. */
  readonly hosted?: readonly string[] | undefined;
  /** Keeps the image of an empty database, from which the next one starts in a moment; the user's cache unless told. */
  readonly imageCache?: string | undefined;
  /** Silent unless told. */
  readonly logger?: Logger | undefined;
};

/** A registry that is gone when it stops. */
export type EphemeralRegistry = {
  /** `http://127.0.0.1:PORT`, without a slash at its end. */
  readonly url: string;
  /** A token of an administrator. Any other text does, too. */
  readonly token: string;
  /** Empties it, at the same URL, with the same token. For when no request runs: one that does may fail. */
  reset(): Promise<void>;
  /** Finishes the requests that run, and gives everything back. Twice is harmless. */
  stop(): Promise<void>;
};

/**
 * Starts an empty registry in memory, for tests: any token is an administrator's, anybody may sign up, and nothing
 * limits how often it is asked.
 *
 * Everything else is as in every registry; a version is published once, and other bytes under its number are
 * refused. Throws `UsageError` for an address that other machines reach.
 */
export async function startEphemeralRegistry(options: EphemeralOptions = {}): Promise<EphemeralRegistry> {
  await using opened = new AsyncDisposableStack();
  const app = Promise.withResolvers<Fetch>();
  const server = await listenHttp(parseLoopback(options.listen), app.promise);
  opened.defer(async () => {
    // Whoever still waits for a registry that failed to start is told so, or the server would never drain.
    app.resolve(() => new Response(null, { status: 503 }));
    await server.close();
  });

  const { url } = server;
  const token = createTestToken();
  const open = (): Promise<World> => {
    const { logger = pino({ enabled: false }), imageCache = readEnvironment().imageCache } = options;
    const configuration = configurationOf(options);
    return openWorld({ configuration, publicUrl: url, imageCache, token, logger });
  };
  let world = await open();
  app.resolve((request, connection) => world.fetch(request, connection));

  const replace = async (): Promise<void> => {
    const previous = world;
    world = await open();
    await previous.close();
  };
  let last = Promise.resolve();
  const inTurn = (work: () => Promise<void>): Promise<void> => (last = last.then(work, work));
  const owned = opened.move();
  const stop = async (): Promise<void> => {
    await owned.disposeAsync();
    await world.close();
  };
  let stopping: Promise<void> | undefined;
  return { url, token, reset: () => inTurn(replace), stop: () => (stopping ??= inTurn(stop)) };
}

function parseLoopback(listen = "127.0.0.1:0"): ReturnType<typeof parseLoopbackAddress> {
  return parseLoopbackAddress(listen, "--listen", {
    reason: "an ephemeral registry takes any token",
    hint: "Listen on 127.0.0.1, or serve a registry with accounts",
  });
}

function configurationOf({ uplink, hosted }: EphemeralOptions): RegistryConfiguration {
  const configuration = defaultConfiguration({ uplink, hostedPatterns: hosted });
  return { ...configuration, signUp: true, rateLimits: { reads: 0, writes: 0, searches: 0 } };
}
