import { sql } from "drizzle-orm";
import { index, integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";

import { versions } from "./versions.ts";

/** Every way in which a version names another package or a capability. */
export const edgeKinds = ["prod", "dev", "optional", "peer", "requires", "provides", "conflicts"] as const;

export type EdgeKind = (typeof edgeKinds)[number];

/** What each published version depends on, provides and excludes, so that dependents can be listed. */
export const edges = pgTable(
  "edges",
  {
    versionId: integer()
      .notNull()
      .references(() => versions.id),
    kind: text().$type<EdgeKind>().notNull(),
    /** A package name, or `capability:<name>`; whether it exists here or not. */
    target: text().notNull(),
    /** As the author wrote it. */
    range: text().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.versionId, table.kind, table.target] }),
    // Dependents are paged in this order, the newest first.
    index("edges_target_version_index").on(table.target, table.versionId),
    index("edges_capability_index")
      .on(table.target, table.versionId)
      .where(sql`starts_with(${table.target}, 'capability:')`),
  ],
);
