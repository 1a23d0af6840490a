import type { PackageList } from "@larder/registry-client";
import { countPackages, listPackages } from "@larder/registry-database";

import { readableRules } from "../../accounts/readable-rules.ts";
import { packageSummary } from "../../search/package-summary.ts";
import { operation } from "../openapi/operation.ts";
import { factory } from "../registry-routes.ts";
import { pageQuery } from "../schemas.ts";
import { valid } from "../valid.ts";
import { packageList } from "./answers/package-answers.ts";

const description = operation({
  id: "listPackages",
  tag: "packages",
  summary: "Lists the packages that are published here, by name",
  answer: packageList,
});

/** `GET /-/api/v1/packages?from&size`: the packages that are published here, by name (`larder info`, the start page). */
export const getPackages = factory.createHandlers(description, valid("query", pageQuery), async (c) => {
  const page = c.req.valid("query");
  const { registry, caller } = c.var;
  const { db } = registry.database;
  const readable = readableRules(caller, registry.configuration.rules);

  const [rows, total] = [await listPackages(db, page, readable), await countPackages(db, readable)];

  return c.json({ packages: rows.map(packageSummary), total } satisfies PackageList as object);
});
