import { z } from "zod";

import { readChangeBody } from "../../publishing/read-publish-body.ts";
import { authorizeChange } from "../authorize-change.ts";
import { changeByDocument } from "./change-by-document.ts";
import { publishBodyOf } from "./publish-body-of.ts";
import { factory } from "../registry-routes.ts";
import { packageName } from "../schemas.ts";
import { valid } from "../valid.ts";

const params = z.object({ name: packageName, rev: z.string() });

/** `PUT /:name/-rev/:rev`: takes versions back (`npm unpublish NAME@VERSION`), or sets the maintainers (`npm owner`). */
export const putPackageRevision = factory.createHandlers(valid("param", params), async (c) => {
  const { name, rev } = c.req.valid("param");
  const { registry, caller: asker } = c.var;

  const permitted = await authorizeChange(registry, asker, name);
  const document = await readChangeBody(publishBodyOf(c.req.raw), registry.configuration.limits);
  const caller = await c.var.identifyAgain();
  const change = caller === asker ? permitted : await authorizeChange(registry, caller, name);
  const wanted = { document: { ...document, _rev: rev }, mayRemove: true };
  const newRevision = await changeByDocument(registry, change, wanted);

  return c.json({ ok: true, id: name, rev: newRevision }, 201);
});
