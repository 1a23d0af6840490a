import { z } from "zod";

import { component } from "./component-answers.ts";
import { packageSummary } from "./package-answers.ts";

const part = z.number().min(0);

const explainedWord = z
  .object({ word: z.string(), places: z.array(z.enum(["name", "keywords", "description"])) })
  .meta({ id: "ExplainedWord", description: "A word of the search, and where the package has it." });

const explanation = z
  .object({
    match: part.meta({
      description:
        "100 for the name, 50 for the name without its scope, 10 for a beginning of it, 8 for words of it, 5 for keywords, 2 for words elsewhere; up to 5 for a name that looks like the text.",
    }),
    quality: part.meta({ description: "What the package says of itself, times its weight." }),
    popularity: part.meta({ description: "How often it is fetched, times its weight." }),
    maintenance: part.meta({ description: "How recent its latest version is, times its weight." }),
    words: z.array(explainedWord),
  })
  .meta({ id: "SearchExplanation", description: "What the score is the sum of, and where the words stand." });

const searchHit = packageSummary
  .extend({
    score: z.number(),
    matched: z
      .array(component)
      .meta({ description: "What made it a hit, when a domain, a plugin or a kind was asked for." }),
    why: explanation.optional(),
  })
  .meta({ id: "SearchHit" });

const facetValue = z.object({ value: z.string(), packages: z.int().min(1) }).meta({ id: "FacetValue" });

const facets = z
  .object({
    counted: z
      .int()
      .min(0)
      .max(500)
      .meta({ description: "Among how many packages was counted; 500 means that there may be more." }),
    fields: z
      .record(z.string(), z.array(facetValue))
      .meta({ description: "Parameter of the search → its most frequent values, the most frequent first." }),
  })
  .meta({ id: "SearchFacets", description: "What the packages that were found have in common." });

export const searchResults = z
  .object({
    hits: z.array(searchHit),
    total: z.int().min(0).max(1000).meta({ description: "How many there are in all; 1,000 means as many or more." }),
    facets: facets.optional(),
  })
  .meta({ id: "SearchResults" });
