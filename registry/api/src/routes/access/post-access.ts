import { ExpectedError } from "@larder/errors";
import { z } from "zod";

import { setAccess } from "../../publishing/set-access.ts";
import { factory } from "../registry-routes.ts";
import { packageParams } from "../schemas.ts";
import { valid, validJson } from "../valid.ts";
import { changeAccess } from "./change-access.ts";

const body = z.union([
  z.object({ access: z.enum(["public", "restricted"]) }),
  z.object({ publish_requires_tfa: z.boolean() }),
]);

/** `POST /-/package/:name/access`: says whom a package is for (`npm access set status=private`). */
export const postAccess = factory.createHandlers(valid("param", packageParams), validJson(body), async (c) => {
  const { name } = c.req.valid("param");
  const wanted = c.req.valid("json");
  const { registry, caller } = c.var;

  await changeAccess(registry, { caller, name }, async (tx, pkg) => {
    if ("access" in wanted) return setAccess(tx, pkg, wanted.access);
    if (wanted.publish_requires_tfa) throw new SecondFactorNotAskedError(name);
    return undefined;
  });

  return c.json({ ok: true });
});

/** Somebody wants every publish to need a second factor, and must not believe that it does. */
class SecondFactorNotAskedError extends ExpectedError {
  readonly code = "E405";

  constructor(name: string) {
    super(`This registry cannot ask for a second factor when \`${name}\` is published`, {
      hint: "Limit who publishes it: with teams, and with tokens for some packages and addresses only",
    });
  }
}
