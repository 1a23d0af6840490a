import { index, integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";

import { packages } from "./packages.ts";
import { teams } from "./teams.ts";

/** What a team may do with a package that was granted to it. */
export const permissions = ["read-only", "read-write"] as const;

export type Permission = (typeof permissions)[number];

/** The packages that were granted to teams. */
export const teamGrants = pgTable(
  "team_grants",
  {
    teamId: integer()
      .notNull()
      .references(() => teams.id),
    packageId: integer()
      .notNull()
      .references(() => packages.id),
    permission: text().$type<Permission>().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.teamId, table.packageId] }),
    index("team_grants_package_index").on(table.packageId),
  ],
);
