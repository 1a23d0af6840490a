import { z } from "zod";

import { findAdvisories } from "./find-advisories.ts";
import { factory } from "../registry-routes.ts";
import { validJson } from "../valid.ts";

const bodyBytesMax = 8 * 1024 * 1024;

/** Nobody has installed more versions of one package. */
const versionsMax = 1000;

/** Name → versions. */
const body = z.record(z.string().max(214), z.array(z.string().max(256)).max(versionsMax));

/** `POST /-/npm/v1/security/advisories/bulk`: what is known against these versions (`npm audit`, `pnpm audit`). */
export const postAdvisories = factory.createHandlers(validJson(body, { bytesMax: bodyBytesMax }), async (c) => {
  const { registry, caller, hops } = c.var;
  const audited = new Map(Object.entries(c.req.valid("json")));

  const advisories = await findAdvisories(registry, { caller, hops }, audited);

  return c.json(Object.fromEntries(advisories));
});
