import { index, integer, jsonb, pgTable, primaryKey, text } from "drizzle-orm/pg-core";

import { moment } from "./column-types.ts";

/** How bad it is to have a version that an advisory is about, worst first. */
export const advisorySeverities = ["malware", "critical", "high", "moderate", "low"] as const;

export type AdvisorySeverity = (typeof advisorySeverities)[number];

/**
 * What is known against versions of packages, imported from an archive in the OSV format.
 *
 * Rows of an import carry its generation, and only those of the current one count: a new archive takes
 * the place of the old one at once, however long it takes to write.
 */
export const advisories = pgTable(
  "advisories",
  {
    generation: integer().notNull(),
    /** A name in the ecosystem of npm, as the archive has it. */
    packageName: text().notNull(),
    /** `GHSA-…`, `MAL-…`. */
    id: text().notNull(),
    severity: text().$type<AdvisorySeverity>().notNull(),
    title: text().notNull(),
    /** Where people read about it. */
    url: text().notNull(),
    /** An npm range, prereleases included. */
    vulnerableVersions: text().notNull(),
    /** `CWE-79` and the like. */
    weaknesses: jsonb().$type<readonly string[]>().notNull(),
    cvssVector: text(),
    modifiedAt: moment().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.generation, table.packageName, table.id] }),
    index("advisories_generation_index").on(table.generation),
  ],
);
