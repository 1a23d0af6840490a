import { componentKinds } from "@larder/package-contents";
import type { SearchHit, SearchResults } from "@larder/registry-client";
import { searchPackages } from "@larder/registry-database";
import { z } from "zod";

import { readableRules } from "../../accounts/readable-rules.ts";
import { searchHit } from "../../search/search-hit.ts";
import { operation } from "../openapi/operation.ts";
import { factory } from "../registry-routes.ts";
import { pageQuery, queryText } from "../schemas.ts";
import { valid } from "../valid.ts";
import { searchResults } from "./answers/search-answers.ts";

const description = operation({
  id: "searchPackages",
  tag: "search",
  summary: "Finds packages by their words and by what is in them, the best first",
  answer: searchResults,
});

const query = pageQuery.extend({
  text: queryText(256).optional(),
  domain: queryText(214).optional(),
  plugin: queryText(214).optional(),
  kind: z.enum(componentKinds).optional(),
});

/** `GET /-/api/v1/search?text&domain&plugin&kind&from&size`: packages by their words and by what is in them (`larder search`). */
export const getSearch = factory.createHandlers(description, valid("query", query), async (c) => {
  const { from, size, text, domain, plugin, kind } = c.req.valid("query");
  const { registry, caller } = c.var;
  const { db } = registry.database;
  const readable = readableRules(caller, registry.configuration.rules);
  const search = {
    ...(text === undefined ? {} : { text }),
    ...(domain === undefined ? {} : { domain }),
    ...(plugin === undefined ? {} : { plugin }),
    ...(kind === undefined ? {} : { kind }),
    ...(readable === undefined ? {} : { readable }),
  };

  const { hits: rows, total } = await searchPackages(db, search, { from, size });
  const hits: SearchHit[] = [];
  for (const row of rows) hits.push(await searchHit(db, row, { domain, plugin, kind }));

  const results: SearchResults = { hits, total };
  return c.json(results as object);
});
