import type { ComponentKind } from "@larder/package-contents";
import type { PackageName, Version } from "@larder/package-spec";
import { sql } from "drizzle-orm";
import { index, integer, jsonb, pgTable, text } from "drizzle-orm/pg-core";

import { moment, tsvector } from "./column-types.ts";
import { packages } from "./packages.ts";

/** Kind → how many components of it. */
export type ComponentCounts = { readonly [kind in ComponentKind]?: number };

/**
 * One row a package that has a `latest` version: what lists show of it and what it is found by.
 *
 * It repeats what other tables know, and the publishing transaction writes it, so that a list or a
 * search reads one table.
 */
export const searchDocuments = pgTable(
  "search_documents",
  {
    packageId: integer()
      .primaryKey()
      .references(() => packages.id),
    name: text().$type<PackageName>().notNull(),
    /** The version of `latest`. */
    version: text().$type<Version>().notNull(),
    description: text(),
    keywords: text().array().notNull(),
    domains: text().array().notNull(),
    plugins: text().array().notNull(),
    kinds: text().array().$type<ComponentKind[]>().notNull(),
    componentCounts: jsonb().$type<ComponentCounts>().notNull(),
    modifiedAt: moment().notNull(),
    /** Words with weights: A name, B keywords and names of components, C description. */
    words: tsvector().notNull(),
    /** The name without its scope. */
    unscopedName: text()
      .notNull()
      .generatedAlwaysAs(sql`regexp_replace(name, '^@[^/]*/', '')`),
    /** Only the words of the name: what a vague word is looked up in first. */
    nameWords: tsvector()
      .notNull()
      .generatedAlwaysAs(sql`to_tsvector('larder'::regconfig, regexp_replace(name, '[^[:alnum:]]+', ' ', 'g'))`),
  },
  (table) => [
    // Lists are paged in this order.
    index("search_documents_name_index").on(table.name),
    index("search_documents_words_index").using("gin", table.words),
    index("search_documents_name_words_index").using("gin", table.nameWords),
    // The pattern operators make these serve `like 'text%'` whatever the collation of the database.
    index("search_documents_name_prefix_index").on(table.name.op("text_pattern_ops")),
    index("search_documents_unscoped_prefix_index").on(table.unscopedName.op("text_pattern_ops")),
    index("search_documents_name_trigram_index").using("gin", table.name.op("gin_trgm_ops")),
    index("search_documents_unscoped_trigram_index").using("gin", table.unscopedName.op("gin_trgm_ops")),
    index("search_documents_domains_index").using("gin", table.domains),
    index("search_documents_plugins_index").using("gin", table.plugins),
    index("search_documents_kinds_index").using("gin", table.kinds),
    index("search_documents_keywords_index").using("gin", table.keywords),
  ],
);
