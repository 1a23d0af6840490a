import type { Integrity, PackageName } from "@larder/package-spec";
import { jsonb, pgTable, primaryKey, text } from "drizzle-orm/pg-core";

import { moment } from "./column-types.ts";

/** Where an archive of an uplink is, and what its bytes must be. Old versions have only a `shasum`. */
export type UplinkTarball = {
  readonly url: string;
  readonly integrity?: Integrity;
  /** sha1 in hex. */
  readonly shasum?: string;
};

/** Packuments of uplinks as they are served here, with what the next conditional request needs. */
export const uplinkDocuments = pgTable(
  "uplink_documents",
  {
    uplink: text().notNull(),
    name: text().$type<PackageName>().notNull(),
    /** The uplink's own validators. */
    upstreamEtag: text(),
    upstreamLastModified: text(),
    /** When the uplink last said that this is what it has. */
    fetchedAt: moment().notNull(),
    full: text(),
    abbreviated: text().notNull(),
    fullHash: text(),
    abbreviatedHash: text().notNull(),
    /** Name of the archive in our URLs → where it comes from. `jsonb`, as it is read one key at a time. */
    tarballs: jsonb().$type<{ readonly [fileName: string]: UplinkTarball }>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.uplink, table.name] })],
);
