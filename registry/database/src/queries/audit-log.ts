import type { Json } from "@larder/packument";
import { queryOf } from "@larder/sql";
import { and, asc, desc, eq, gt, gte, lt, type SQL } from "drizzle-orm";

import type { Database } from "../database.ts";
import { auditLog } from "../schema/audit-log.ts";

/** One thing that someone did. */
export type AuditRow = typeof auditLog.$inferSelect;

/** An entry to add; without `actorId` the operator acted. */
export type NewAuditEntry = Omit<typeof auditLog.$inferInsert, "id">;

/** Which entries are meant; each filter narrows. */
export type AuditFilter = {
  readonly actor?: string | undefined;
  readonly action?: string | undefined;
  readonly target?: string | undefined;
  /** Only entries of this moment or later. */
  readonly since?: Date | undefined;
  /** Only entries of before this moment. */
  readonly until?: Date | undefined;
};

/** Adds an entry, in the transaction that does the thing. */
export async function appendAudit(db: Database, entry: NewAuditEntry): Promise<void> {
  const { at, actorId = null, actor, action, target, before, after, ip = null } = entry;
  const values = [at.toISOString(), actorId, actor, action, target, jsonOf(before), jsonOf(after), ip];
  await queryOf(db)(appendStatement, values);
}

const appendStatement = `
  insert into audit_log (at, actor_id, actor, action, target, before, after, ip)
  values ($1::timestamptz, $2::int, $3::text, $4::text, $5::text, $6::jsonb, $7::jsonb, $8::text)`;

function jsonOf(value: Json | null | undefined): string | null {
  return value === undefined || value === null ? null : JSON.stringify(value);
}

/** Entries, newest first; with `before`, only those older than the entry with that id, where the page before ended. */
export async function listAudit(
  db: Database,
  { before, ...filter }: AuditFilter & { readonly before?: number | undefined },
  size: number,
): Promise<AuditRow[]> {
  return db
    .select()
    .from(auditLog)
    .where(and(conditionOf(filter), before === undefined ? undefined : lt(auditLog.id, before)))
    .orderBy(desc(auditLog.id))
    .limit(size);
}

/** Entries, oldest first, after the one with the id `after`: for those who read the whole log, page by page. */
export async function listAuditAfter(
  db: Database,
  { after, ...filter }: AuditFilter & { readonly after: number },
  size: number,
): Promise<AuditRow[]> {
  return db
    .select()
    .from(auditLog)
    .where(and(conditionOf(filter), gt(auditLog.id, after)))
    .orderBy(asc(auditLog.id))
    .limit(size);
}

/** Relies on the indexes of actor, action, target and time. */
function conditionOf({ actor, action, target, since, until }: AuditFilter): SQL | undefined {
  return and(
    actor === undefined ? undefined : eq(auditLog.actor, actor),
    action === undefined ? undefined : eq(auditLog.action, action),
    target === undefined ? undefined : eq(auditLog.target, target),
    since === undefined ? undefined : gte(auditLog.at, since),
    until === undefined ? undefined : lt(auditLog.at, until),
  );
}
