import { componentKinds } from "@larder/package-contents";
import type { SearchResults } from "@larder/registry-client";
import {
  countFacets,
  type Database,
  explainWords,
  type PackageSearch,
  searchPackages,
  termOf,
} from "@larder/registry-database";
import { z } from "zod";

import { readableRules } from "../../accounts/readable-rules.ts";
import { hostOf, momentOf, type ParsedSearch, parseSearchText, withTerms } from "../../search/parse-search-text.ts";
import { explainedHits, facetLists } from "../../search/search-extras.ts";
import { searchHits } from "../../search/search-hits.ts";
import { operation } from "../openapi/operation.ts";
import { factory } from "../registry-routes.ts";
import { flag, pageQuery, queryText } from "../schemas.ts";
import { valid } from "../valid.ts";
import { searchResults } from "./answers/search-answers.ts";

const description = operation({
  id: "searchPackages",
  tag: "search",
  summary: "Finds packages by their words and by what is in them, the best first",
  answer: searchResults,
});

const term = queryText(214).optional();

const query = pageQuery.extend({
  text: queryText(256)
    .optional()
    .meta({ description: "Words, and qualifiers as `npm search` knows them: `keywords:json,yaml -is:deprecated`." }),
  scope: term,
  keyword: term,
  author: term,
  maintainer: term,
  license: term,
  domain: term,
  plugin: term,
  kind: z.enum(componentKinds).optional(),
  host: queryText(256).optional().meta({ description: "A version or a range of the core that it must run on." }),
  updated: queryText(40).optional().meta({ description: "Only what was changed since this day or moment." }),
  facets: flag.meta({ description: "Whether to count what the hits have in common." }),
  explain: flag.meta({ description: "Whether to say why each hit stands where it stands." }),
});

type Query = z.output<typeof query>;

/** `GET /-/api/v1/search?text&domain&plugin&kind&…&facets&explain&from&size`: packages by their words and by what is in them (`larder search`). */
export const getSearch = factory.createHandlers(description, valid("query", query), async (c) => {
  const wanted = c.req.valid("query");
  const { registry, caller } = c.var;
  const { db } = registry.database;
  const readable = readableRules(caller, registry.configuration.rules);
  const { filter, ...parsed } = narrowed(parseSearchText(wanted.text ?? ""), wanted);
  const search = { ...parsed, ...filter, at: registry.now(), ...(readable === undefined ? {} : { readable }) };

  return c.json((await findResults(db, search, wanted)) as object);
});

async function findResults(db: Database, search: PackageSearch, wanted: Query): Promise<SearchResults> {
  const page = { from: wanted.from, size: wanted.size };
  const { hits: rows, total, found } = await searchPackages(db, { ...search, withFound: wanted.facets }, page);
  const hits = await searchHits(db, rows, wanted);
  const { text = "" } = search;
  const words = wanted.explain
    ? await explainWords(db, { text, packageIds: rows.map(({ packageId }) => packageId) })
    : undefined;
  return {
    hits: words === undefined ? hits : explainedHits(hits, rows, words),
    total,
    ...(wanted.facets ? { facets: facetLists(await countFacets(db, found)) } : {}),
  };
}

const fields = ["scope", "keyword", "author", "maintainer", "license", "domain", "plugin", "kind"] as const;

/** What the other parameters ask for narrows what the text asks for. */
function narrowed(parsed: ParsedSearch, wanted: Query): ParsedSearch {
  let { filter } = parsed;
  for (const field of fields) {
    const value = wanted[field];
    if (value !== undefined)
      filter = withTerms(filter, [termOf(field, field === "scope" ? `@${value.replace(/^@/, "")}` : value)]);
  }
  if (wanted.host !== undefined) filter = { ...filter, host: hostOf(wanted.host) };
  if (wanted.updated !== undefined) filter = { ...filter, updatedSince: momentOf(wanted.updated) };
  return { ...parsed, filter };
}
