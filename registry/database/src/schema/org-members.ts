import { index, integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";

import { orgs } from "./orgs.ts";
import { users } from "./users.ts";

/** What somebody is in an organisation: each may do what those after it may. */
export const orgRoles = ["owner", "admin", "developer"] as const;

export type OrgRole = (typeof orgRoles)[number];

/** Who belongs to an organisation. A trigger notes each change, since callers are remembered with what they belong to. */
export const orgMembers = pgTable(
  "org_members",
  {
    orgId: integer()
      .notNull()
      .references(() => orgs.id),
    userId: integer()
      .notNull()
      .references(() => users.id),
    role: text().$type<OrgRole>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.orgId, table.userId] }), index("org_members_user_index").on(table.userId)],
);
