import type { PackageList } from "@larder/registry-client";
import { countPackages, listPackages } from "@larder/registry-database";
import { z } from "zod";

import { readableRules } from "../../accounts/readable-rules.ts";
import { packageSummary } from "../../search/package-summary.ts";
import { operation } from "../openapi/operation.ts";
import { factory } from "../registry-routes.ts";
import { pageQuery } from "../schemas.ts";
import { valid } from "../valid.ts";
import { packageList } from "./answers/package-answers.ts";
import { cursorQuery, cursorText, formatCursor, parseCursor } from "./cursor.ts";
import { pageAfter } from "./page-after.ts";

const description = operation({
  id: "listPackages",
  tag: "packages",
  summary: "Lists the packages that are published here, by name",
  answer: packageList,
});

const query = pageQuery.extend({ after: cursorQuery });
const place = z.tuple([cursorText]);

/** `GET /-/api/v1/packages?after&from&size`: the packages that are published here, by name (`larder info`, the start page). */
export const getPackages = factory.createHandlers(description, valid("query", query), async (c) => {
  const { after, from, size } = c.req.valid("query");
  const [name] = parseCursor(place, after) ?? [];
  const { registry, caller } = c.var;
  const { db } = registry.database;
  const readable = readableRules(caller, registry.configuration.rules);

  const [rows, total] = [
    await listPackages(db, { after: name, from, size: size + 1 }, readable),
    await countPackages(db, readable),
  ];

  const { page, next } = pageAfter(rows, size, (row) => formatCursor([row.name]));
  return c.json({ packages: page.map(packageSummary), total, next } satisfies PackageList as object);
});
