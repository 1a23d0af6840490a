import type { HiddenVersion } from "@larder/packument";
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

/** A version that a policy hides, and the name of its archive in our URLs. */
export type HiddenUplinkVersion = HiddenVersion & { readonly fileName: string };

/** Packuments of uplinks as they are served here, with what the next conditional request needs. */
export const uplinkDocuments = pgTable(
  "uplink_documents",
  {
    uplink: text().notNull(),
    name: text().$type<PackageName>().notNull(),
    /** The uplink's own validators. */
    uplinkEtag: text(),
    uplinkLastModified: text(),
    /** When the uplink last said that this is what it has. */
    fetchedAt: moment().notNull(),
    full: text(),
    abbreviated: text().notNull(),
    /** What a resolver reads of the abbreviated text; absent in rows of earlier releases. */
    resolution: text(),
    /** The hash of the abbreviated text that it was made of: an earlier release that runs beside this one replaces only that. */
    resolutionOf: text(),
    fullHash: text(),
    abbreviatedHash: text().notNull(),
    /** Name of the archive in our URLs → where it comes from. `jsonb`, as it is read one key at a time. */
    tarballs: jsonb().$type<{ readonly [fileName: string]: UplinkTarball }>().notNull(),
    /** The full document with the versions that a policy hides; absent when it hides none, and `full` has them all. */
    source: text(),
    /** Version → why it is not served. */
    hidden: jsonb().$type<{ readonly [version: string]: HiddenUplinkVersion }>(),
    /** sha256 in hex of the policy that was applied. */
    policyHash: text(),
    /** When the next version is old enough to be served. */
    eligibleAt: moment(),
    /** When a policy last changed what is served; absent while the uplink's own time says it. */
    changedAt: moment(),
  },
  (table) => [primaryKey({ columns: [table.uplink, table.name] })],
);
