import { boolean, integer, pgTable, text } from "drizzle-orm/pg-core";

import type { UserName } from "../user-name.ts";
import { moment } from "./column-types.ts";

/** People and machines that act here. A user is never deleted, only disabled: versions and the audit log name it. */
export const users = pgTable("users", {
  id: integer().primaryKey().generatedAlwaysAsIdentity(),
  name: text().$type<UserName>().notNull().unique("users_name_unique"),
  email: text(),
  /** argon2id in PHC form; absent for a user that cannot log in with a password. */
  passwordHash: text(),
  isAdmin: boolean().notNull().default(false),
  createdAt: moment().notNull(),
  disabledAt: moment(),
});
