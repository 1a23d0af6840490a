import { index, integer, pgTable, primaryKey } from "drizzle-orm/pg-core";

import { packages } from "./packages.ts";
import { users } from "./users.ts";

/** Who may publish a package. */
export const maintainers = pgTable(
  "maintainers",
  {
    packageId: integer()
      .notNull()
      .references(() => packages.id),
    userId: integer()
      .notNull()
      .references(() => users.id),
  },
  (table) => [
    primaryKey({ columns: [table.packageId, table.userId] }),
    index("maintainers_user_index").on(table.userId),
  ],
);
