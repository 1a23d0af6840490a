import { and, type SQL, sql } from "drizzle-orm";

import { searchDocuments } from "../schema/search-documents.ts";
import { termOf } from "../search-terms.ts";
import { wordsOf } from "../search-words.ts";
import { contains, opaque, startsWith, textArray } from "./search-filters.ts";
import { likenessMax, matchPoints } from "./search-scores.ts";

/** A text that is searched for. */
export type SearchText = {
  /** As it may be a name, or a part of one: trimmed, lower case. */
  readonly name: string;
  /** The same without a scope. */
  readonly unscopedName: string;
  /** As a full-text query of Postgres. */
  readonly query: SQL;
  /** The words that it is made of, each once. */
  readonly words: readonly string[];
  /** Whether the package of this very name comes first. */
  readonly boostExact: boolean;
};

const lengthMax = 256;
const wordsMax = 16;

/**
 * How many rows each way of finding may contribute.
 *
 * A vague word would otherwise rank the whole registry. The last way is the widest, and so wide that
 * totals are counted up to their cap. Beginnings of names come in the order of the names, so that the names
 * themselves are among them; the others as they lie in the table.
 */
const rowsMax = { name: 1, prefix: 200, nameWords: 200, keywords: 200, words: 1000, fuzzy: 60 } as const;

/** Below this, almost every name has the text somewhere. */
const partLengthMin = 3;

/** Conditions of packages that come into question. */
export type CandidateFilters = readonly (SQL | undefined)[];

/** Returns what to search for; `undefined` when `text` is blank. */
export function searchTextOf(text: string, boostExact = true): SearchText | undefined {
  const trimmed = text.trim().slice(0, lengthMax);
  if (trimmed === "") return undefined;
  // Quotes, `or` and a leading `-` mean what they mean elsewhere; otherwise parts of names are words.
  const wanted = /"|(?:^|\s)-/.test(trimmed) ? trimmed : wordsOf([trimmed]);
  const name = trimmed.toLowerCase();
  return {
    name,
    unscopedName: name.slice(name.indexOf("/") + 1),
    query: opaque(sql`websearch_to_tsquery('larder', ${wanted}::text)`),
    words: [...new Set(wordsOf([name]).split(" "))].filter((word) => word !== "").slice(0, wordsMax),
    boostExact,
  };
}

/**
 * Returns a query `(package_id, points, quality, popularity, published)` of the packages that are named so, whose
 * names start so, or that have the words, each way with its points. Relies on the prefix indexes and on
 * `search_documents_search_index`.
 */
export function plainCandidates(text: SearchText, filters: CandidateFilters): SQL {
  const { name: names, nameWords, words } = searchDocuments;
  const ways: Way[] = [
    {
      condition: sql`${names} = ${opaque(sql`${text.name}::text`)}`,
      points: constant(text.boostExact ? matchPoints.name : matchPoints.prefix),
      limit: rowsMax.name,
    },
    prefixWay(text),
    {
      condition: sql`${nameWords} @@ ${text.query}`,
      points: constant(matchPoints.nameWords),
      limit: rowsMax.nameWords,
    },
    { condition: keywordsCondition(text.words), points: constant(matchPoints.keyword), limit: rowsMax.keywords },
    { condition: sql`${words} @@ ${text.query}`, points: constant(matchPoints.words), limit: rowsMax.words },
  ];
  return unionOf(ways, filters);
}

/** Returns a query of the packages whose names have the text somewhere, or look like it. Relies on the trigram index. */
export function fuzzyCandidates({ unscopedName: text }: SearchText, filters: CandidateFilters): SQL {
  const { unscopedName } = searchDocuments;
  const likeness = sql`${constant(likenessMax)} * similarity(${unscopedName}, ${text}::text)`;
  const limit = rowsMax.fuzzy;
  const order = sql`order by ${likeness} desc, ${searchDocuments.packageId}`;
  const alike = { condition: sql`${opaque(sql`${text}::text`)} <% ${unscopedName}`, points: likeness, limit, order };
  const part = {
    condition: sql`${unscopedName} like ${opaque(sql`${contains(text)}::text`)}`,
    points: likeness,
    limit,
  };
  return unionOf(text.length < partLengthMin ? [alike] : [part, alike], filters);
}

type Way = {
  readonly condition: SQL;
  readonly points: SQL;
  readonly limit: number;
  /** Which rows come first, where not any will do. */
  readonly order?: SQL;
};

/** Only a name with its scope starts with an `@`; every other one starts as it does without a scope. */
function prefixWay({ name, boostExact }: SearchText): Way {
  const { name: names, unscopedName: unscopedNames } = searchDocuments;
  const column = name.startsWith("@") ? names : unscopedNames;
  const { prefix } = matchPoints;
  const unscoped = constant(boostExact ? matchPoints.unscopedName : prefix);
  return {
    condition: startsWith(column, name),
    points: sql`case when ${unscopedNames} = ${name}::text then ${unscoped} else ${constant(prefix)} end`,
    limit: rowsMax.prefix,
    order: sql`order by ${column} using ~<~, ${searchDocuments.packageId}`,
  };
}

/** Every word is a keyword, a domain or a plugin. */
function keywordsCondition(words: readonly string[]): SQL {
  const each = words.map((word) => {
    const terms = (["keyword", "domain", "plugin"] as const).map((field) => termOf(field, word));
    return sql`${searchDocuments.terms} && ${opaque(textArray(terms))}`;
  });
  return and(...each) ?? sql`false`;
}

function unionOf(ways: readonly Way[], filters: CandidateFilters): SQL {
  const { packageId, quality, popularity, publishedAt, modifiedAt } = searchDocuments;
  const facts = sql`${packageId} as package_id, ${quality} as quality, ${popularity} as popularity,
    coalesce(${publishedAt}, ${modifiedAt}) as published`;
  const selects = ways.map(
    ({ condition, points, limit, order = sql`` }) => sql`(select ${facts}, (${points})::float8 as points
      from ${searchDocuments} where ${and(condition, ...filters)} ${order} limit ${constant(limit)})`,
  );
  return sql.join(selects, sql` union all `);
}

/** A number of ours as part of the statement: its plan is kept, and must know how few rows are wanted. */
function constant(number: number): SQL {
  return sql.raw(String(number));
}
