import type { Integrity, PackageName } from "@larder/package-spec";
import { bigint, index, pgTable, primaryKey, text } from "drizzle-orm/pg-core";

import { moment } from "./column-types.ts";

/** Archives of uplinks that were fetched, verified and kept: they are served from here, also when the uplink is gone. */
export const uplinkTarballs = pgTable(
  "uplink_tarballs",
  {
    uplink: text().notNull(),
    name: text().$type<PackageName>().notNull(),
    /** The last part of its URL here: `left-pad-1.0.0.tgz`. */
    fileName: text().notNull(),
    /** The blob that holds it. */
    integrity: text().$type<Integrity>().notNull(),
    sizeBytes: bigint({ mode: "number" }).notNull(),
    fetchedAt: moment().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.uplink, table.name, table.fileName] }),
    index("uplink_tarballs_integrity_index").on(table.integrity),
  ],
);
