import { integer, pgTable, text } from "drizzle-orm/pg-core";

import type { OrgName } from "../org-name.ts";
import { moment } from "./column-types.ts";

/** Organisations. Each owns the scope of its name, and is never deleted: its packages stay. */
export const orgs = pgTable("orgs", {
  id: integer().primaryKey().generatedAlwaysAsIdentity(),
  name: text().$type<OrgName>().notNull().unique("orgs_name_unique"),
  createdAt: moment().notNull(),
});
