import { index, integer, pgTable, text } from "drizzle-orm/pg-core";

import { moment } from "./column-types.ts";
import { users } from "./users.ts";

/** What a token may be used for. */
export const tokenScopes = ["read", "publish", "admin", "cache"] as const;

export type TokenScope = (typeof tokenScopes)[number];

/** Credentials of users. The secret itself is shown once, when it is made, and never stored. */
export const tokens = pgTable(
  "tokens",
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    userId: integer()
      .notNull()
      .references(() => users.id),
    /** SHA-256 of the secret in hex; the secret is random, so that nothing slower is needed. */
    hash: text().notNull().unique("tokens_hash_unique"),
    /** The beginning of the secret, by which a person recognises it. */
    prefix: text().notNull(),
    name: text().notNull(),
    /** What else a person says of it. */
    description: text(),
    scopes: text().array().$type<TokenScope[]>().notNull(),
    /** Name patterns; none means every package. */
    packagePatterns: text().array().notNull(),
    /** Address ranges; none means every address. */
    cidrs: text().array().notNull(),
    createdAt: moment().notNull(),
    expiresAt: moment(),
    lastUsedAt: moment(),
    revokedAt: moment(),
  },
  (table) => [index("tokens_user_index").on(table.userId)],
);
