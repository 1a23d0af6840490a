import { defaultWeights, searchPackages } from "@larder/registry-database";
import { z } from "zod";

import { readableRules } from "../../accounts/readable-rules.ts";
import { npmSearchObject } from "../../search/npm-search.ts";
import { parseSearchText } from "../../search/parse-search-text.ts";
import { factory } from "../registry-routes.ts";
import { pageQuery, queryText } from "../schemas.ts";
import { valid } from "../valid.ts";

const weight = (usual: number): z.ZodDefault<z.ZodCoercedNumber> => z.coerce.number().min(0).max(1).default(usual);

const query = pageQuery.extend({
  text: queryText(400).default(""),
  quality: weight(defaultWeights.quality),
  popularity: weight(defaultWeights.popularity),
  maintenance: weight(defaultWeights.maintenance),
});

/** `GET /-/v1/search?text&size&from&quality&popularity&maintenance`: packages that are published here (`npm search`). */
export const getNpmSearch = factory.createHandlers(valid("query", query), async (c) => {
  const { text, from, size, ...weights } = c.req.valid("query");
  const { registry, caller } = c.var;
  const { filter, ...parsed } = parseSearchText(text);
  const readable = readableRules(caller, registry.configuration.rules);
  const at = registry.now();

  const search = { ...parsed, ...filter, weights, at, ...(readable === undefined ? {} : { readable }) };
  const { hits, total } = await searchPackages(registry.database.db, search, { from, size });

  const objects = hits.map((hit) => npmSearchObject(hit, registry.publicUrl));
  return c.json({ objects, total, time: at.toISOString() });
});
