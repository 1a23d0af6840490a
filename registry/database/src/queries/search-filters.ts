import type { ComponentKind } from "@larder/package-contents";
import type { Scope } from "@larder/package-spec";
import { arrayContains, type SQL, sql } from "drizzle-orm";

import { type ReadableNames, readableNames } from "../name-rules.ts";
import { searchDocuments } from "../schema/search-documents.ts";

/** Which packages come into question; each part narrows. */
export type PackageFilter = {
  readonly scope?: Scope;
  readonly keyword?: string;
  /** Has a component in this domain. */
  readonly domain?: string;
  /** Has this plugin. */
  readonly plugin?: string;
  readonly kind?: ComponentKind;
  /** What the caller may read, applied before anything is counted. Without it, everything. */
  readonly readable?: ReadableNames;
};

/** Returns the conditions of a filter, `undefined` for each part that it leaves open. Relies on the GIN indexes of the arrays. */
export function filterConditions(filter: PackageFilter): (SQL | undefined)[] {
  const { scope, keyword, domain, plugin, kind, readable } = filter;
  return [
    scope === undefined ? undefined : sql`${searchDocuments.name} like ${startsWith(`${scope}/`)}::text`,
    keyword === undefined ? undefined : arrayContains(searchDocuments.keywords, [keyword]),
    domain === undefined ? undefined : arrayContains(searchDocuments.domains, [domain]),
    plugin === undefined ? undefined : arrayContains(searchDocuments.plugins, [plugin]),
    kind === undefined ? undefined : arrayContains(searchDocuments.kinds, [kind]),
    readableNames(searchDocuments.name, readable),
  ];
}

/** Returns the pattern of texts that start with `text`. */
export function startsWith(text: string): string {
  return `${escapeLike(text)}%`;
}

/** Returns the pattern of texts that have `text` somewhere. */
export function contains(text: string): string {
  return `%${escapeLike(text)}%`;
}

function escapeLike(text: string): string {
  return text.replaceAll(/[\\%_]/g, String.raw`\$&`);
}
