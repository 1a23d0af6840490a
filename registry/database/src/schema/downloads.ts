import type { PackageName, Version } from "@larder/package-spec";
import { bigint, date, pgTable, primaryKey, text } from "drizzle-orm/pg-core";

/** How often the archive of a version was sent on a day (UTC), also when it came from an uplink. */
export const downloads = pgTable(
  "downloads",
  {
    name: text().$type<PackageName>().notNull(),
    version: text().$type<Version>().notNull(),
    day: date({ mode: "string" }).notNull(),
    downloads: bigint({ mode: "number" }).notNull(),
  },
  // In this order, since every question is about one package and a span of days.
  (table) => [primaryKey({ columns: [table.name, table.day, table.version] })],
);
