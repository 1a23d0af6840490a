import type { ComponentKind } from "@larder/package-contents";
import type { PackageName, Version } from "@larder/package-spec";
import { sql } from "drizzle-orm";
import { index, integer, json, jsonb, pgTable, real, text } from "drizzle-orm/pg-core";

import { int8multirange, moment, tsvector } from "./column-types.ts";
import { packages } from "./packages.ts";

/** Kind → how many components of it. */
export type ComponentCounts = { readonly [kind in ComponentKind]?: number };

/** Somebody as `npm search` shows them. */
export type NamedPerson = { readonly username: string; readonly email: string };

/** What `npm search` shows of a package besides the columns of its row. */
export type PackageAbout = {
  readonly links: { readonly homepage?: string; readonly repository?: string; readonly bugs?: string };
  /** Who published the version of `latest`. */
  readonly publisher: NamedPerson;
  readonly maintainers: readonly NamedPerson[];
};

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
    /** The row of the version of `latest`; by it, what versions contain and name is narrowed to what is current. */
    versionId: integer(),
    /**
     * Everything that a filter may ask for: `scope:@acme`, `keyword:chat`, `author:ada`, `maintainer:ada`,
     * `license:mit`, `domain:metrics`, `plugin:prometheus`, `kind:flow`, `is:deprecated`, `has:host`. Lower case.
     */
    terms: text()
      .array()
      .notNull()
      .default(sql`'{}'::text[]`),
    /** Which versions of the core it runs on, as the author wrote it in `engines.larder`. */
    hostRange: text(),
    /** The same, to be asked by version: `encodeVersion` says how. */
    hostVersions: int8multirange(),
    author: text(),
    license: text(),
    /** When the version of `latest` was published. */
    publishedAt: moment(),
    /** The author's words of why not to use it. */
    deprecated: text(),
    about: json().$type<PackageAbout>(),
    /** 0 to 1: how much the package says of itself that a reader needs. */
    quality: real().notNull().default(0),
    /** 0 to 1: how often it is fetched, beside the others. */
    popularity: real().notNull().default(0),
  },
  (table) => [
    // Lists are paged in this order.
    index("search_documents_name_index").on(table.name),
    index("search_documents_version_index").on(table.versionId),
    index("search_documents_modified_index").on(table.modifiedAt),
    // One index of several columns, since a search asks for words and for terms at once, and since a publish
    // writes one cheaper than three.
    // What was written last waits in a list that each search reads through; kept short, that is not noticed.
    index("search_documents_search_index")
      .using("gin", table.words, table.nameWords, table.terms)
      .with({ gin_pending_list_limit: 256 }),
    // The pattern operators make these serve `like 'text%'` whatever the collation of the database.
    index("search_documents_name_prefix_index").on(table.name.op("text_pattern_ops")),
    index("search_documents_unscoped_prefix_index").on(table.unscopedName.op("text_pattern_ops")),
    index("search_documents_unscoped_trigram_index").using("gin", table.unscopedName.op("gin_trgm_ops")),
  ],
);
