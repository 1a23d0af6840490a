import { PackageNotFoundError } from "@larder/registry-database";
import { z } from "zod";

import { getPackageDetail as getDetail } from "../../search/package-detail.ts";
import { readOrigin } from "../read-origin.ts";
import { factory } from "../registry-routes.ts";
import { packageName, versionText } from "../schemas.ts";
import { valid } from "../valid.ts";

const params = z.object({ name: packageName, version: versionText.optional() });

/** `GET /-/api/v1/packages/:name` and `…/versions/:version`: what a page shows of a package (`larder info`). */
export const getPackageDetail = factory.createHandlers(valid("param", params), async (c) => {
  const { name, version } = c.req.valid("param");
  const { registry, caller } = c.var;

  const origin = await readOrigin(registry, caller, name);
  if (origin.type !== "hosted") throw new PackageNotFoundError(name);

  return c.json((await getDetail(registry.database.db, name, version)) as object);
});
