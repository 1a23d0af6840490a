import { formatRevision } from "@larder/packument";
import { listVersions, PackageNotFoundError } from "@larder/registry-database";
import { z } from "zod";

import { assertRevision } from "../../publishing/assert-revision.ts";
import { changePackage } from "../../publishing/change-package.ts";
import { unpublishVersions } from "../../publishing/unpublish-versions.ts";
import { authorizeChange } from "../authorize-change.ts";
import { noteChange } from "./note-change.ts";
import { factory } from "../registry-routes.ts";
import { packageName } from "../schemas.ts";
import { valid } from "../valid.ts";

const params = z.object({ name: packageName, rev: z.string() });

/** `DELETE /:name/-rev/:rev`: takes all versions of a package back (`npm unpublish NAME --force`). */
export const deletePackage = factory.createHandlers(valid("param", params), async (c) => {
  const { name, rev } = c.req.valid("param");
  const { registry, caller } = c.var;

  const change = await authorizeChange(registry, caller, name);
  const revision = await changePackage(registry.database, change, async (tx, pkg, rights) => {
    const published = await listVersions(tx, pkg.id);
    if (published.length === 0) throw new PackageNotFoundError(name);
    assertRevision(pkg, rev);
    return unpublishVersions(tx, pkg, { change, rights, published, removed: published });
  });
  noteChange(registry, name);

  return c.json({ ok: true, id: name, rev: formatRevision(revision) });
});
