import type { Json } from "@larder/packument";
import { bigint, index, integer, jsonb, pgTable, text } from "drizzle-orm/pg-core";

import { moment } from "./column-types.ts";
import { users } from "./users.ts";

/** Who did what. Rows are only added: a trigger refuses to change or remove one. */
export const auditLog = pgTable(
  "audit_log",
  {
    id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    at: moment().notNull(),
    /** Absent when the machine's operator acted from the command line. */
    actorId: integer().references(() => users.id),
    /** How the actor is called in the log: a user's name, or `operator`. */
    actor: text().notNull(),
    /** `package.publish`, `token.create`. */
    action: text().notNull(),
    /** What it was done to: `@acme/chat@1.0.0`, `user:ada`. */
    target: text().notNull(),
    before: jsonb().$type<Json>(),
    after: jsonb().$type<Json>(),
    /** The client's address, when it came over the network. */
    ip: text(),
  },
  (table) => [
    index("audit_log_target_index").on(table.target, table.id),
    index("audit_log_actor_index").on(table.actor, table.id),
    index("audit_log_action_index").on(table.action, table.id),
    index("audit_log_at_index").on(table.at),
  ],
);
