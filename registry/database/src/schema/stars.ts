import { index, integer, pgTable, primaryKey } from "drizzle-orm/pg-core";

import { packages } from "./packages.ts";
import { users } from "./users.ts";

/** Which users like which packages. */
export const stars = pgTable(
  "stars",
  {
    packageId: integer()
      .notNull()
      .references(() => packages.id),
    userId: integer()
      .notNull()
      .references(() => users.id),
  },
  (table) => [primaryKey({ columns: [table.packageId, table.userId] }), index("stars_user_index").on(table.userId)],
);
