import { integer, pgTable, text, unique } from "drizzle-orm/pg-core";

import type { TeamName } from "../org-name.ts";
import { moment } from "./column-types.ts";
import { orgs } from "./orgs.ts";

/** Groups of members of an organisation, to which packages are granted. */
export const teams = pgTable(
  "teams",
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    orgId: integer()
      .notNull()
      .references(() => orgs.id),
    name: text().$type<TeamName>().notNull(),
    description: text(),
    createdAt: moment().notNull(),
  },
  (table) => [unique("teams_org_name_unique").on(table.orgId, table.name)],
);
