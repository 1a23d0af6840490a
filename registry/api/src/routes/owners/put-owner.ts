import { parseUserName } from "@larder/registry-database";
import { z } from "zod";

import { changeMaintainers } from "./change-maintainers.ts";
import { factory } from "../registry-routes.ts";
import { packageParams } from "../schemas.ts";
import { valid, validJson } from "../valid.ts";

const body = z.object({ user: z.string().transform((text) => parseUserName(text)) });

/** `PUT /-/package/:name/owners`: makes a user a maintainer (`pnpm owner add`). */
export const putOwner = factory.createHandlers(valid("param", packageParams), validJson(body), async (c) => {
  const { name } = c.req.valid("param");
  const { user } = c.req.valid("json");
  const { registry, caller } = c.var;

  await changeMaintainers(registry, { caller, name, edit: (current) => [...current, user] });

  return c.json({ ok: true }, 201);
});
