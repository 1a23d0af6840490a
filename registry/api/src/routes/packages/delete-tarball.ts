import { formatRevision, tarballFile } from "@larder/packument";
import { listVersions } from "@larder/registry-database";
import { z } from "zod";

import { assertRevision } from "../../publishing/assert-revision.ts";
import { changePackage } from "../../publishing/change-package.ts";
import { unpublishVersions } from "../../publishing/unpublish-versions.ts";
import { authorizeChange } from "../authorize-change.ts";
import { noteChange } from "./note-change.ts";
import { factory } from "../registry-routes.ts";
import { packageName } from "../schemas.ts";
import { valid } from "../valid.ts";

const params = z.object({ name: packageName, file: z.string(), rev: z.string() });

/**
 * `DELETE /:name/-/:file/-rev/:rev`: takes a version back (the last step of `npm unpublish NAME@VERSION`).
 *
 * Clients have already taken it out of the packument before, and then nothing is left to do.
 */
export const deleteTarball = factory.createHandlers(valid("param", params), async (c) => {
  const { name, file, rev } = c.req.valid("param");
  const { registry, caller } = c.var;

  const change = await authorizeChange(registry, caller, name);
  const revision = await changePackage(registry.database, change, async (tx, pkg, rights) => {
    const published = await listVersions(tx, pkg.id);
    const removed = published.filter(({ version }) => tarballFile(name, version) === file);
    if (removed.length === 0) return undefined;
    assertRevision(pkg, rev);
    return unpublishVersions(tx, pkg, { change, rights, published, removed });
  });
  noteChange(registry, name);

  return c.json({ ok: true, id: name, rev: formatRevision(revision) });
});
