import type { PackageName } from "@larder/package-spec";
import { integer, pgTable, text } from "drizzle-orm/pg-core";

import { moment } from "./column-types.ts";

/** The packages that this registry hosts. Every write to one locks its row first. */
export const packages = pgTable("packages", {
  id: integer().primaryKey().generatedAlwaysAsIdentity(),
  name: text().$type<PackageName>().notNull().unique("packages_name_unique"),
  /** Counts the writes to the package: npm's `_rev`. */
  revision: integer().notNull().default(0),
  createdAt: moment().notNull(),
  modifiedAt: moment().notNull(),
});
