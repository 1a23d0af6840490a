import type { RegistryDatabase } from "@larder/registry-database";
import type { BlobStore } from "@larder/registry-storage";
import type { Hono } from "hono";
import { type Logger, pino } from "pino";

import { createApp, type Pages } from "./app.ts";
import { createControl } from "./control.ts";
import { createDirectDoor, type DirectDoor } from "./direct-door.ts";
import { openParts } from "./operating/open-parts.ts";
import type { RegistryConfiguration } from "./origins/configuration.ts";
import type { Connection, RegistryEnv } from "./routes/registry-routes.ts";

/** What a registry is made of. */
export type RegistryOptions = {
  readonly database: RegistryDatabase;
  readonly storage: BlobStore;
  readonly configuration: RegistryConfiguration;
  /** The URL under which clients reach it, also below a path; every URL in an answer begins with it. */
  readonly publicUrl: string;
  /** Silent unless told. */
  readonly logger?: Logger | undefined;
  readonly clock?: (() => Date) | undefined;
  /** Answers browsers at the same URLs. */
  readonly pages?: Pages | undefined;
};

/** A running registry. It owns neither its database nor its storage: whoever opened them closes them. */
export type Registry = {
  readonly app: Hono<RegistryEnv>;
  /** Answers one request; without a connection nobody knows where it comes from, and tokens that ask for that fail. */
  fetch(request: Request, connection?: Connection): Promise<Response>;
  /** Answers what is asked for most, at a fraction of the cost of {@link fetch}, with the same answer. */
  readonly answerDirectly: DirectDoor;
  /** Privileged operations, only ever served on the control socket. */
  readonly control: Hono;
  /** Says that it will end: it is no longer ready, and serves what still comes. */
  drain(): void;
  /** Writes down what is counted in memory. */
  flush(): Promise<void>;
  /** Ends the connections to uplinks, and writes down which tokens were used. */
  close(): Promise<void>;
};

/** Starts a registry. Throws `ConfigurationError` when its rules would give a published name another origin. */
export async function createRegistry(options: RegistryOptions): Promise<Registry> {
  const { database, storage, configuration, logger = pino({ enabled: false }), clock = () => new Date() } = options;
  const publicUrl = options.publicUrl.replace(/\/+$/, "");
  const { parts, close } = await openParts({ database, storage, configuration, publicUrl, logger, now: clock });
  const app = createApp(parts, options.pages);
  return {
    app,
    fetch: async (request, connection = {}) => app.fetch(request, connection),
    answerDirectly: createDirectDoor(parts, options.pages !== undefined),
    control: createControl({ database, logger, now: clock }),
    drain: () => {
      parts.operations.isDraining = true;
    },
    flush: () => parts.operations.downloads.flush(),
    close,
  };
}
