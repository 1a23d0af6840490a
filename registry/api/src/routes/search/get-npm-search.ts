import { searchPackages } from "@larder/registry-database";

import { readableRules } from "../../accounts/readable-rules.ts";
import { npmSearchObject } from "../../search/npm-search.ts";
import { factory } from "../registry-routes.ts";
import { pageQuery, queryText } from "../schemas.ts";
import { valid } from "../valid.ts";

const query = pageQuery.extend({ text: queryText(400).default("") });

/** `GET /-/v1/search?text&size&from`: packages that are published here (`npm search`). */
export const getNpmSearch = factory.createHandlers(valid("query", query), async (c) => {
  const { text, ...page } = c.req.valid("query");
  const { registry, caller } = c.var;
  const readable = readableRules(caller, registry.configuration.rules);

  const search = readable === undefined ? { text } : { text, readable };
  const { hits, total } = await searchPackages(registry.database.db, search, page);

  const objects = hits.map((hit) => npmSearchObject(hit, registry.publicUrl));
  return c.json({ objects, total, time: registry.now().toISOString() });
});
