import type { VersionList } from "@larder/registry-client";
import { listVersionsAfter } from "@larder/registry-database";
import { z } from "zod";

import { operation } from "../openapi/operation.ts";
import { factory } from "../registry-routes.ts";
import { packageParams, pageSize } from "../schemas.ts";
import { valid } from "../valid.ts";
import { versionList } from "./answers/package-answers.ts";
import { cursorQuery, formatCursor, parseCursor, rowNumber } from "./cursor.ts";
import { hostedPackage } from "./hosted-package.ts";
import { pageAfter } from "./page-after.ts";

const description = operation({
  id: "listVersions",
  tag: "packages",
  summary: "Lists the versions of a package, the last published first",
  answer: versionList,
  refusals: { 404: "There is no such package here, or the caller may not see it" },
});

const query = z.object({ after: cursorQuery, size: pageSize });
const place = z.tuple([rowNumber]);

/** `GET /-/api/v1/packages/:name/versions?after&size`: what was published of a package, and when. */
export const getVersions = factory.createHandlers(
  description,
  valid("param", packageParams),
  valid("query", query),
  async (c) => {
    const { name } = c.req.valid("param");
    const { after, size } = c.req.valid("query");
    const { registry, caller } = c.var;
    const [from] = parseCursor(place, after) ?? [];

    const pkg = await hostedPackage(registry, caller, name);
    const rows = await listVersionsAfter(registry.database.db, pkg.id, { after: from, size: size + 1 });

    const { page, next } = pageAfter(rows, size, ({ id }) => formatCursor([id]));
    const versions = page.map((row) => ({
      version: row.version,
      published: row.publishedAt.toISOString(),
      publishedBy: row.publisher,
      deprecated: row.deprecated,
      size: row.sizeBytes,
      unpackedSize: row.unpackedSizeBytes,
    }));
    return c.json({ versions, next } satisfies VersionList as object);
  },
);
