import type { CapabilityList } from "@larder/registry-client";
import { edgeKinds, listCapabilities } from "@larder/registry-database";
import { z } from "zod";

import { readableRules } from "../../accounts/readable-rules.ts";
import { operation } from "../openapi/operation.ts";
import { factory } from "../registry-routes.ts";
import { pageSize, queryText } from "../schemas.ts";
import { valid } from "../valid.ts";
import { capabilityList } from "./answers/dependent-answers.ts";
import { cursorQuery, cursorText, formatCursor, parseCursor, rowNumber } from "./cursor.ts";
import { pageAfter } from "./page-after.ts";

const description = operation({
  id: "listCapabilities",
  tag: "components",
  summary: "Lists which package provides and which requires what, of the latest versions, by capability",
  answer: capabilityList,
});

const query = z.object({
  name: queryText(214).optional().meta({ description: "Without `capability:`." }),
  kind: z.enum(["provides", "requires"]).optional(),
  after: cursorQuery,
  size: pageSize,
});

const place = z.tuple([cursorText, rowNumber, z.enum(edgeKinds)]);

/** `GET /-/api/v1/capabilities?name&kind&after&size`: who provides what, and who requires it. */
export const getCapabilities = factory.createHandlers(description, valid("query", query), async (c) => {
  const { name, kind, after, size } = c.req.valid("query");
  const { registry, caller } = c.var;
  const readable = readableRules(caller, registry.configuration.rules);
  const from = parseCursor(place, after);
  const filter = {
    ...(name === undefined ? {} : { capability: name }),
    ...(kind === undefined ? {} : { kind }),
    ...(readable === undefined ? {} : { readable }),
  };

  const rows = await listCapabilities(registry.database.db, filter, {
    after: from === undefined ? undefined : { capability: from[0], versionId: from[1], kind: from[2] },
    size: size + 1,
  });

  const { page, next } = pageAfter(rows, size, (use) => formatCursor([use.capability, use.versionId, use.kind]));
  const capabilities = page.map((use) => ({
    capability: use.capability,
    kind: use.kind === "provides" ? ("provides" as const) : ("requires" as const),
    range: use.range,
    package: use.package,
    version: use.version,
  }));
  return c.json({ capabilities, next } satisfies CapabilityList as object);
});
