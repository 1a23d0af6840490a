import { createFactory } from "hono/factory";

import type { Caller } from "../accounts/caller.ts";
import type { RegistryParts } from "../operating/registry-parts.ts";

/** What every route finds in its context. */
export type RegistryEnv = {
  Variables: {
    readonly registry: RegistryParts;
    readonly caller: Caller;
    readonly requestId: string;
    /** The ids of the registries that the request has passed, this one included. */
    readonly hops: string;
  };
};

/** Makes handlers and middleware that know {@link RegistryEnv}. */
export const factory = createFactory<RegistryEnv>();
