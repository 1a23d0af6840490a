import { isVersion, scopeOf } from "@larder/package-spec";

import type { NewSearchDocument } from "./queries/search-documents.ts";

/** What a filter may ask for, each with values of its own. */
export const termFields = [
  "scope",
  "keyword",
  "author",
  "maintainer",
  "license",
  "domain",
  "plugin",
  "kind",
  "is",
  "has",
] as const;

export type TermField = (typeof termFields)[number];

const lengthMax = 214;
const keywordsMax = 100;

/** Returns one term as it is indexed and asked for: `keyword:chat`. */
export function termOf(field: TermField, value: string): string {
  return `${field}:${value.trim().toLowerCase().slice(0, lengthMax)}`;
}

/** Returns every term that a package is found by. */
export function termsOf(row: NewSearchDocument): string[] {
  const maintainers = (row.about?.maintainers ?? []).map(({ username }) => username);
  const states = [row.deprecated === null ? null : "deprecated", isUnstable(row.version) ? "unstable" : null];
  const terms = [
    ...termsOfField("scope", [scopeOf(row.name)]),
    ...termsOfField("keyword", row.keywords.slice(0, keywordsMax)),
    ...termsOfField("author", [row.author]),
    ...termsOfField("maintainer", maintainers),
    ...termsOfField("license", [row.license]),
    ...termsOfField("domain", row.domains),
    ...termsOfField("plugin", row.plugins),
    ...termsOfField("kind", row.kinds),
    ...termsOfField("is", states),
    ...termsOfField("has", [row.hostRange === null ? null : "host"]),
  ];
  return [...new Set(terms)];
}

function termsOfField(field: TermField, values: readonly (string | null | undefined)[]): string[] {
  return values.flatMap((value) =>
    value === null || value === undefined || value === "" ? [] : [termOf(field, value)],
  );
}

/** Is it a version that semver promises nothing about? */
export function isUnstable(version: string): boolean {
  return isVersion(version) && (version.startsWith("0.") || version.includes("-"));
}
