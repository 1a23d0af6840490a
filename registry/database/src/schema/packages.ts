import type { PackageName } from "@larder/package-spec";
import { sql } from "drizzle-orm";
import { index, integer, pgTable, text } from "drizzle-orm/pg-core";

import { moment } from "./column-types.ts";

/** The packages that this registry hosts. Every write to one locks its row first. */
export const packages = pgTable(
  "packages",
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    name: text().$type<PackageName>().notNull().unique("packages_name_unique"),
    /** Counts the writes to the package: npm's `_rev`. */
    revision: integer().notNull().default(0),
    createdAt: moment().notNull(),
    modifiedAt: moment().notNull(),
    /**
     * Whom a restricted package is for: users (`ada`), teams (`@acme:developers`), and the owners and admins of the
     * organisation of its scope (`@acme`). Absent for a public package.
     *
     * It follows from the maintainers and the grants, and whoever changes those writes it again: every read asks it.
     */
    readers: text().array(),
  },
  (table) => [
    index("packages_restricted_index")
      .on(table.name)
      .where(sql`${table.readers} is not null`),
  ],
);
