import type { Context } from "hono";

import { DoorError } from "./door-error.ts";

/** A name, two passwords and an address to go on to, in bytes. */
export const formBytesMax = 16 * 1024;

/** Returns the fields of a form that a page of the host sent. Throws {@link DoorError} for anything else. */
export async function readForm(c: Context): Promise<URLSearchParams> {
  if (!/^application\/x-www-form-urlencoded\b/i.test(c.req.header("content-type") ?? "")) {
    throw new DoorError("EBADREQUEST", "This is sent as a form", `Open \`${c.req.path}\` in a browser`);
  }
  return new URLSearchParams(await c.req.text());
}
