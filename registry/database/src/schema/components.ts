import type { Component, ComponentKind } from "@larder/package-contents";
import { index, integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";

import { versions } from "./versions.ts";

/** What each published version contains. */
export const components = pgTable(
  "components",
  {
    versionId: integer()
      .notNull()
      .references(() => versions.id),
    kind: text().$type<ComponentKind>().notNull(),
    name: text().notNull(),
    path: text().notNull(),
    title: text(),
    description: text(),
    status: text().$type<Component["status"]>().notNull(),
  },
  (table) => [
    // A path is a component once; its name may stand twice, as `a.js` and `a.py`.
    primaryKey({ columns: [table.versionId, table.kind, table.path] }),
    // Lists are paged in this order.
    index("components_kind_name_version_index").on(table.kind, table.name, table.versionId),
  ],
);
