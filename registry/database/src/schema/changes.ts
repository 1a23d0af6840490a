import type { PackageName } from "@larder/package-spec";
import { sql } from "drizzle-orm";
import { bigint, check, index, integer, pgTable, text } from "drizzle-orm/pg-core";

import { moment } from "./column-types.ts";

/** What happened to a package. */
export const changeKinds = [
  "publish",
  "dist-tags",
  "deprecate",
  "unpublish",
  "maintainers",
  "signatures",
  "access",
  "stars",
] as const;

export type ChangeKind = (typeof changeKinds)[number];

/**
 * One row: the number of the newest change.
 *
 * Every writing transaction bumps it and so holds its lock until it ends. Numbers therefore become
 * visible in their order and without gaps, which a Postgres sequence does not promise.
 */
export const changeSequence = pgTable(
  "change_sequence",
  {
    id: integer().primaryKey(),
    sequence: bigint({ mode: "number" }).notNull(),
  },
  (table) => [check("change_sequence_one_row", sql`${table.id} = 1`)],
);

/** What changed, in order. */
export const changes = pgTable(
  "changes",
  {
    sequence: bigint({ mode: "number" }).primaryKey(),
    packageName: text().$type<PackageName>().notNull(),
    /** The package's own revision after the change. */
    revision: integer().notNull(),
    kind: text().$type<ChangeKind>().notNull(),
    changedAt: moment().notNull(),
  },
  (table) => [index("changes_package_index").on(table.packageName, table.sequence)],
);
