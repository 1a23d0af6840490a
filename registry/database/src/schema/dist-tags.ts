import type { DistTag, Version } from "@larder/package-spec";
import { foreignKey, integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";

import { packages } from "./packages.ts";
import { versions } from "./versions.ts";

/** Names that point at one version of a package. */
export const distTags = pgTable(
  "dist_tags",
  {
    packageId: integer()
      .notNull()
      .references(() => packages.id),
    tag: text().$type<DistTag>().notNull(),
    version: text().$type<Version>().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.packageId, table.tag] }),
    foreignKey({
      name: "dist_tags_version_exists",
      columns: [table.packageId, table.version],
      foreignColumns: [versions.packageId, versions.version],
    }),
  ],
);
