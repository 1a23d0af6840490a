import type { PackageName, Version } from "@larder/package-spec";
import type { PackageDetail } from "@larder/registry-client";
import { PackageNotFoundError } from "@larder/registry-database";
import { z } from "zod";

import type { Caller } from "../../accounts/caller.ts";
import type { RegistryParts } from "../../operating/registry-parts.ts";
import { getPackageDetail as getDetail } from "../../search/package-detail.ts";
import { operation } from "../openapi/operation.ts";
import { readOrigin } from "../read-origin.ts";
import { factory } from "../registry-routes.ts";
import { packageName, packageParams, versionText } from "../schemas.ts";
import { valid } from "../valid.ts";
import { packageDetail } from "./answers/package-answers.ts";

const missing = { 404: "There is no such package here, or the caller may not see it" };

/** `GET /-/api/v1/packages/:name`: what a page shows of a package (`larder info`). */
export const getPackageDetail = factory.createHandlers(
  operation({
    id: "getPackage",
    tag: "packages",
    summary: "Returns what there is to know of a package, about its latest version",
    answer: packageDetail,
    refusals: missing,
  }),
  valid("param", packageParams),
  async (c) => {
    const { name } = c.req.valid("param");
    return c.json((await readDetail(c.var.registry, c.var.caller, name)) as object);
  },
);

const versionParams = z.object({ name: packageName, version: versionText });

/** `GET /-/api/v1/packages/:name/versions/:version`: the same of one version (`larder info NAME@VERSION`). */
export const getVersionDetail = factory.createHandlers(
  operation({
    id: "getVersion",
    tag: "packages",
    summary: "Returns what there is to know of a package, about one version",
    answer: packageDetail,
    refusals: missing,
  }),
  valid("param", versionParams),
  async (c) => {
    const { name, version } = c.req.valid("param");
    return c.json((await readDetail(c.var.registry, c.var.caller, name, version)) as object);
  },
);

async function readDetail(
  registry: RegistryParts,
  caller: Caller,
  name: PackageName,
  version?: Version,
): Promise<PackageDetail> {
  const origin = await readOrigin(registry, caller, name);
  if (origin.type !== "hosted") throw new PackageNotFoundError(name);
  return getDetail(registry.database.db, name, version);
}
