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
  const rules = readable?.rules?.map(({ pattern, allow }) => {
    const test = nameTestOf(pattern);
    const fits = test.type === "any" ? undefined : nameFits(name, test.type, sql`${test.text}`);
    return { fits, allow: sql`${allow}::boolean` };
  });
  const readers = readable?.readers;
  return and(
    rules === undefined ? undefined : allowedNames(rules),
    readers === undefined ? undefined : notForOthers(name, sql`${sql.param(readers, packages.readers)}::text[]`),
  );
}

/** Returns the condition of names that the first rule allows which fits them; one without `fits` fits all of them. */
export function allowedNames(rules: readonly { readonly fits: SQL | undefined; readonly allow: SQL }[]): SQL {
  const last = rules.findIndex(({ fits }) => fits === undefined);
  const cases = rules.slice(0, last === -1 ? rules.length : last).flatMap(({ fits, allow }) => {
    return fits === undefined ? [] : [sql`when ${fits} then ${allow}`];
  });
  const otherwise = rules[last]?.allow ?? sql`false`;
  return cases.length === 0 ? otherwise : sql`case ${sql.join(cases, sql` `)} else ${otherwise} end`;
}

/** What decides whether a name fits a pattern. */
export type NameTest =
  | { readonly type: "any" }
  /** `regex` is an expression that the name matches, `prefix` what it begins with. */
  | { readonly type: "prefix" | "regex"; readonly text: string };

/**
 * Returns what names are asked in place of a pattern: a search asks it of each package that it counts, and most
 * patterns name a scope, or everything.
 */
export function nameTestOf(pattern: string): NameTest {
  if (pattern === "**") return { type: "any" };
  // No name has a second slash.
  if (/^@[^/*]+\/\*$/.test(pattern)) return { type: "prefix", text: pattern.slice(0, -1) };
  return { type: "regex", text: regexOfNamePattern(pattern) };
}

/** Returns the condition of names that begin with `text`, or match it. */
export function nameFits(name: AnyColumn, type: "prefix" | "regex", text: SQL): SQL {
  return type === "prefix" ? sql`starts_with(${name}, ${text}::text)` : sql`${name} ~ ${text}::text`;
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
