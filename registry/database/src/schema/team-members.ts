import { index, integer, pgTable, primaryKey } from "drizzle-orm/pg-core";

import { teams } from "./teams.ts";
import { users } from "./users.ts";

/** Who is in a team. A trigger notes each change, as it does for the members of organisations. */
export const teamMembers = pgTable(
  "team_members",
  {
    teamId: integer()
      .notNull()
      .references(() => teams.id),
    userId: integer()
      .notNull()
      .references(() => users.id),
  },
  (table) => [primaryKey({ columns: [table.teamId, table.userId] }), index("team_members_user_index").on(table.userId)],
);
