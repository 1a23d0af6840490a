import { getVersion as getVersionRow, setDistTag } from "@larder/registry-database";

import { changePackage } from "../../publishing/change-package.ts";
import { authorizeChange } from "../authorize-change.ts";
import { factory } from "../registry-routes.ts";
import { distTagParams, versionText } from "../schemas.ts";
import { valid, validJson } from "../valid.ts";

/** `PUT /-/package/:name/dist-tags/:tag`: points a tag at a version (`npm dist-tag add`). */
export const putDistTag = factory.createHandlers(valid("param", distTagParams), validJson(versionText), async (c) => {
  const { name, tag } = c.req.valid("param");
  const version = c.req.valid("json");
  const { registry } = c.var;

  const change = await authorizeChange(registry, c.var.caller, name);
  await changePackage(registry.database, change, async (tx, pkg) => {
    await getVersionRow(tx, pkg, version);
    await setDistTag(tx, { packageId: pkg.id, tag, version });
    return { kind: "dist-tags", target: `${name}@${tag}`, after: version };
  });
  registry.hostedDocuments.forget(name);
  registry.countWrite();

  return c.json({ ok: true }, 201);
});
