import type { AuditEntry } from "@larder/registry-client";
import type { AuditRow } from "@larder/registry-database";

/** Returns an entry of the audit log as the API shows it. */
export function auditEntryObject({ id, at, actor, action, target, before, after, ip }: AuditRow): AuditEntry {
  return { id, at: at.toISOString(), actor, action, target, before, after, ip };
}
