import { type AnyColumn, and, type SQL, sql } from "drizzle-orm";

import { packages } from "./schema/packages.ts";

/**
 * Whether names that fit `pattern` may be seen. `*` stands for any characters but a slash, `**` for any.
 *
 * Rules are ordered, the first that fits a name decides, and a name that fits none may not be seen.
 */
export type NameRule = { readonly pattern: string; readonly allow: boolean };

/** What of the packages a caller may see, in lists and in what is counted. */
export type ReadableNames = {
  /** Without any rules, every name. */
  readonly rules?: readonly NameRule[] | undefined;
  /** Whom the caller counts as: of restricted packages only those that are for one of these. Without it, all. */
  readonly readers?: readonly string[] | undefined;
};

/** Returns a condition that is true for names that may be seen; `undefined`, no condition, where all may. */
export function readableNames(name: AnyColumn, readable: ReadableNames | undefined): SQL | undefined {
  const rules = readable?.rules?.map(({ pattern, allow }) => ({
    regex: sql`${regexOfNamePattern(pattern)}`,
    allow: sql`${allow}::boolean`,
  }));
  const readers = readable?.readers;
  return and(
    rules === undefined ? undefined : allowedNames(name, rules),
    readers === undefined ? undefined : notForOthers(name, sql`${sql.param(readers, packages.readers)}::text[]`),
  );
}

/** Returns the condition of names that the first rule which fits them allows. */
export function allowedNames(name: AnyColumn, rules: readonly { readonly regex: SQL; readonly allow: SQL }[]): SQL {
  const cases = rules.map(({ regex, allow }) => sql`when ${name} ~ ${regex} then ${allow}`);
  return cases.length === 0 ? sql`false` : sql`case ${sql.join(cases, sql` `)} else false end`;
}

/**
 * Returns the condition of names that are public, or for one of `readers`. Relies on `packages_restricted_index`:
 * most packages are public, so that few rows are looked at however many are listed.
 */
export function notForOthers(name: AnyColumn, readers: SQL): SQL {
  return sql`not exists (
    select from ${packages} as restricted where restricted.name = ${name}
    and restricted.readers is not null and not restricted.readers && ${readers})`;
}

/** Returns the regular expression, for JavaScript and Postgres alike, of the names that fit `pattern`. */
export function regexOfNamePattern(pattern: string): string {
  const parts = pattern.split(/(\*+)/).map((part) => {
    if (part === "*") return "[^/]*";
    return /^\*+$/.test(part) ? ".*" : part.replaceAll(/[\\^$.|?+()[\]{}]/g, String.raw`\$&`);
  });
  return `^${parts.join("")}$`;
}
