import { type AnyColumn, type SQL, sql } from "drizzle-orm";

/**
 * Whether names that fit `pattern` may be seen. `*` stands for any characters but a slash, `**` for any.
 *
 * Rules are ordered, the first that fits a name decides, and a name that fits none may not be seen.
 */
export type NameRule = { readonly pattern: string; readonly allow: boolean };

/** Returns a condition that is true for names that `rules` allow; `undefined`, no condition, without rules. */
export function readableNames(name: AnyColumn, rules: readonly NameRule[] | undefined): SQL | undefined {
  if (rules === undefined) return undefined;
  const cases = rules.map(
    (rule) => sql`when ${name} ~ ${regexOfNamePattern(rule.pattern)} then ${rule.allow}::boolean`,
  );
  return cases.length === 0 ? sql`false` : sql`case ${sql.join(cases, sql` `)} else false end`;
}

/** Returns the regular expression, for JavaScript and Postgres alike, of the names that fit `pattern`. */
export function regexOfNamePattern(pattern: string): string {
  const parts = pattern.split(/(\*+)/).map((part) => {
    if (part === "*") return "[^/]*";
    return /^\*+$/.test(part) ? ".*" : part.replaceAll(/[\\^$.|?+()[\]{}]/g, String.raw`\$&`);
  });
  return `^${parts.join("")}$`;
}
