import { createFactory } from "hono/factory";

import type { Caller } from "../accounts/caller.ts";
import type { Arrival } from "../operating/arrival.ts";
import type { RegistryParts } from "../operating/registry-parts.ts";

/** What the server knows of the connection that a request came on. */
export type Connection = {
  /** The address of the other end of the socket. */
  readonly peer?: string | undefined;
};

/** What every route finds in its context. */
export type RegistryEnv = {
  Bindings: Connection;
  Variables: {
    readonly registry: RegistryParts;
    readonly caller: Caller;
    /**
     * Finds out once more who asks, and makes that the `caller`: whoever reads a body does so when it has come. It may
     * take half an hour, and the credential, or a right, may have ended meanwhile.
     */
    readonly identifyAgain: () => Promise<Caller>;
    readonly arrival: Arrival;
  } & Pick<Arrival, "address" | "hops">;
};

/** Makes handlers and middleware that know {@link RegistryEnv}. */
export const factory = createFactory<RegistryEnv>();
