import { type AuditFilter, type Database, listAuditAfter } from "@larder/registry-database";

import { authorize } from "../../accounts/authorize.ts";
import { auditEntry } from "../api/answers/audit-answers.ts";
import { operation } from "../openapi/operation.ts";
import { factory } from "../registry-routes.ts";
import { valid } from "../valid.ts";
import { auditEntryObject } from "./audit-entry-object.ts";
import { auditQuery } from "./audit-query.ts";

const entriesAtOnce = 500;

const description = operation({
  id: "exportAuditLog",
  tag: "accounts",
  summary: "Returns the whole audit log, oldest first, one JSON document a line",
  right: "admin",
  content: { "application/x-ndjson": auditEntry },
});

/** `GET /-/api/v1/audit-log/export?actor&action&target&since&until`: the audit log for somebody who keeps it elsewhere. */
export const getAuditExport = factory.createHandlers(description, valid("query", auditQuery), (c) => {
  const filter = c.req.valid("query");
  const { registry, caller, arrival } = c.var;
  authorize(caller, { action: "administer", what: "read the audit log" });

  const lines = streamLines(registry.database.db, filter, (error) => {
    registry.logger.error({ err: error, requestId: arrival.requestId }, "the export of the audit log broke off");
  });

  return c.body(lines, 200, {
    "content-type": "application/x-ndjson",
    "content-disposition": 'attachment; filename="audit-log.ndjson"',
    "cache-control": "no-store",
  });
});

/** However long the log is, only some entries are in memory. A failure breaks the answer off: its status has gone. */
function streamLines(
  db: Database,
  filter: AuditFilter,
  onFailure: (error: unknown) => void,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder();
  let after = 0;
  return new ReadableStream({
    async pull(controller) {
      try {
        const rows = await listAuditAfter(db, { ...filter, after }, entriesAtOnce);
        after = rows.at(-1)?.id ?? after;
        if (rows.length === 0) controller.close();
        else
          controller.enqueue(encoder.encode(rows.map((row) => `${JSON.stringify(auditEntryObject(row))}\n`).join("")));
      } catch (error) {
        onFailure(error);
        throw error;
      }
    },
  });
}
