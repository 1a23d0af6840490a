import { integer, pgTable, text } from "drizzle-orm/pg-core";

import { moment } from "./column-types.ts";
import { users } from "./users.ts";

/** Logins in a browser that a client waits for. A row goes with the token that it was about. */
export const webLogins = pgTable("web_logins", {
  id: integer().primaryKey().generatedAlwaysAsIdentity(),
  /** SHA-256 of the secret in the address of the page, which a person opens. */
  pageHash: text().notNull().unique("web_logins_page_hash_unique"),
  /** SHA-256 of the secret that the client asks with; who only sees the page's address cannot take the token. */
  doneHash: text().notNull().unique("web_logins_done_hash_unique"),
  createdAt: moment().notNull(),
  expiresAt: moment().notNull(),
  /** From where the client asked; shown to the person, who knows whether that was them. */
  address: text(),
  /** Who logged in; absent until somebody has. */
  userId: integer().references(() => users.id),
});
