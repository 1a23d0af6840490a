import { and, desc, eq, lt } from "drizzle-orm";

import type { Database } from "../database.ts";
import { auditLog } from "../schema/audit-log.ts";

/** One thing that someone did. */
export type AuditRow = typeof auditLog.$inferSelect;

/** An entry to add; without `actorId` the operator acted. */
export type NewAuditEntry = Omit<typeof auditLog.$inferInsert, "id">;

/** Which entries to list; each filter narrows. */
export type AuditFilter = {
  readonly actor?: string;
  readonly target?: string;
  /** Only entries older than the one with this id: where the previous page ended. */
  readonly before?: number;
};

/** Adds an entry, in the transaction that does the thing. */
export async function appendAudit(db: Database, entry: NewAuditEntry): Promise<void> {
  await db.insert(auditLog).values(entry);
}

/** Entries, newest first. */
export async function listAudit(db: Database, filter: AuditFilter, size: number): Promise<AuditRow[]> {
  const { actor, target, before } = filter;
  return db
    .select()
    .from(auditLog)
    .where(
      and(
        actor === undefined ? undefined : eq(auditLog.actor, actor),
        target === undefined ? undefined : eq(auditLog.target, target),
        before === undefined ? undefined : lt(auditLog.id, before),
      ),
    )
    .orderBy(desc(auditLog.id))
    .limit(size);
}
