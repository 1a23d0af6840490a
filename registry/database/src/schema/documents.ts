import { integer, pgTable, text } from "drizzle-orm/pg-core";

import { moment } from "./column-types.ts";
import { packages } from "./packages.ts";

/**
 * The packument of each package as it is served, rendered by the transaction that changed it.
 *
 * The texts are JSON with `{larder:base-url}` where the registry's public URL belongs. Readers never parse them.
 */
export const documents = pgTable("documents", {
  packageId: integer()
    .primaryKey()
    .references(() => packages.id),
  /** The revision of the package that they show. */
  revision: integer().notNull(),
  full: text().notNull(),
  abbreviated: text().notNull(),
  /** sha256 in hex of each text: what an ETag is made of. */
  fullHash: text().notNull(),
  abbreviatedHash: text().notNull(),
  modifiedAt: moment().notNull(),
});
