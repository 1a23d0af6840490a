import type { Manifest } from "@larder/packument";
import type { Integrity, Version } from "@larder/package-spec";
import { bigint, index, integer, json, pgTable, text, unique } from "drizzle-orm/pg-core";

import { moment } from "./column-types.ts";
import { packages } from "./packages.ts";
import { users } from "./users.ts";

/** A file of a published archive. */
export type PublishedFile = {
  readonly path: string;
  /** In bytes. */
  readonly size: number;
  /** In hex. */
  readonly sha256: string;
};

/**
 * Every version that was ever published. An unpublished one stays as a tombstone, so that nobody can
 * publish other bytes under a version that someone may have installed.
 */
export const versions = pgTable(
  "versions",
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    packageId: integer()
      .notNull()
      .references(() => packages.id),
    version: text().$type<Version>().notNull(),
    /** As it was published, normalised once. `json` and not `jsonb`: the order of keys is the author's, and `exports` means something by it. */
    manifest: json().$type<Manifest>().notNull(),
    readme: text(),
    integrity: text().$type<Integrity>().notNull(),
    shasum: text().notNull(),
    sizeBytes: bigint({ mode: "number" }).notNull(),
    unpackedSizeBytes: bigint({ mode: "number" }).notNull(),
    files: json().$type<readonly PublishedFile[]>().notNull(),
    /** Of the paths and contents of its files, in hex: equal for archives that unpack to the same. Absent for versions from before it was kept. */
    contentDigest: text(),
    publishedBy: integer()
      .notNull()
      .references(() => users.id),
    publishedAt: moment().notNull(),
    /** The author's words of why not to use it. */
    deprecated: text(),
    unpublishedAt: moment(),
  },
  (table) => [
    unique("versions_package_version_unique").on(table.packageId, table.version),
    // "Is this blob still wanted?", asked for each blob before it is collected.
    index("versions_integrity_index").on(table.integrity),
  ],
);
