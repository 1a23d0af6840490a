import { deleteDistTag as deleteDistTagRow } from "@larder/registry-database";

import { changePackage } from "../../publishing/change-package.ts";
import { LatestNeededError } from "../../publishing/latest-rules.ts";
import { authorizeChange } from "../authorize-change.ts";
import { factory } from "../registry-routes.ts";
import { distTagParams } from "../schemas.ts";
import { valid } from "../valid.ts";

/** `DELETE /-/package/:name/dist-tags/:tag`: removes a tag (`npm dist-tag rm`). */
export const deleteDistTag = factory.createHandlers(valid("param", distTagParams), async (c) => {
  const { name, tag } = c.req.valid("param");
  const { registry } = c.var;

  const change = await authorizeChange(registry, c.var.caller, name);
  if (tag === "latest") throw new LatestNeededError(name);
  await changePackage(registry.database, change, async (tx, pkg) => {
    await deleteDistTagRow(tx, pkg, tag);
    return { kind: "dist-tags", target: `${name}@${tag}`, after: null };
  });
  registry.hostedDocuments.forget(name);
  registry.countWrite();

  return c.json({ ok: true });
});
