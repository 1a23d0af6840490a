import type { Context } from "hono";

/** What a server tells of the connection that a request came on. */
export type Connection = {
  /** The address of the other end of its socket. */
  readonly peer: string | undefined;
};

/** Returns the address that a request came from; undefined where nobody said it. */
export function addressOf(c: Context): string | undefined {
  const { env } = c as { readonly env: Partial<Connection> | undefined };
  return env?.peer;
}
