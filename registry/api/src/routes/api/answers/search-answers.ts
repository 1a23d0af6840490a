import { z } from "zod";

import { component } from "./component-answers.ts";
import { packageSummary } from "./package-answers.ts";

const searchHit = packageSummary
  .extend({
    score: z.number(),
    matched: z
      .array(component)
      .meta({ description: "What made it a hit, when a domain, a plugin or a kind was asked for." }),
  })
  .meta({ id: "SearchHit" });

export const searchResults = z
  .object({
    hits: z.array(searchHit),
    total: z.int().min(0).max(1000).meta({ description: "How many there are in all; 1,000 means as many or more." }),
  })
  .meta({ id: "SearchResults" });
