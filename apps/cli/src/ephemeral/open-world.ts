import { createRegistry, type RegistryConfiguration } from "@larder/registry-api";
import { openRegistryDatabase } from "@larder/registry-database";
import { memoryBlobStore } from "@larder/registry-storage";
import type { Logger } from "pino";

import type { Fetch } from "../serving/http-server.ts";
import { KnownTokens } from "./known-tokens.ts";

/** What a registry in memory is made of. */
export type WorldOptions = {
  readonly configuration: RegistryConfiguration;
  readonly publicUrl: string;
  /** Where the image of the empty database is kept. */
  readonly imageCache: string;
  /** The token that it gave away. */
  readonly token: string;
  readonly logger: Logger;
};

/** A registry in memory, and all that goes with it. */
export type World = { readonly fetch: Fetch; readonly close: () => Promise<void> };

/** Opens an empty registry in memory, which lets any token in. */
export async function openWorld(options: WorldOptions): Promise<World> {
  const { configuration, publicUrl, logger } = options;
  await using opened = new AsyncDisposableStack();
  const database = await openRegistryDatabase({ type: "memory", imageCache: options.imageCache });
  opened.defer(() => database.close());
  const tokens = await KnownTokens.open(database);
  await tokens.admit(`Bearer ${options.token}`);

  const registry = await createRegistry({
    database,
    storage: memoryBlobStore(),
    configuration,
    publicUrl,
    logger,
  });
  opened.defer(() => registry.close());

  const owned = opened.move();
  return {
    fetch: async (request, connection) => {
      await tokens.admit(request.headers.get("authorization"));
      return registry.fetch(request, connection);
    },
    close: () => owned.disposeAsync(),
  };
}
