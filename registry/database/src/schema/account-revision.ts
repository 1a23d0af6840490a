import { sql } from "drizzle-orm";
import { bigint, check, integer, pgTable } from "drizzle-orm/pg-core";

/**
 * One row: the number of the newest change of what says who somebody is, and what they may do.
 *
 * Nobody writes it by hand: triggers of the tables that it is about call `note_account_change()`, and do so when
 * their transaction ends, so that no order of statements can make two of them wait for each other.
 */
export const accountRevision = pgTable(
  "account_revision",
  {
    id: integer().primaryKey(),
    revision: bigint({ mode: "number" }).notNull(),
  },
  (table) => [check("account_revision_one_row", sql`${table.id} = 1`)],
);
