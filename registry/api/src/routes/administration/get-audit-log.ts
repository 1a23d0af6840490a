import type { AuditLog } from "@larder/registry-client";
import { listAudit } from "@larder/registry-database";

import { authorize } from "../../accounts/authorize.ts";
import { auditLog } from "../api/answers/audit-answers.ts";
import { pageAfter } from "../api/page-after.ts";
import { operation } from "../openapi/operation.ts";
import { factory } from "../registry-routes.ts";
import { valid } from "../valid.ts";
import { auditEntryObject } from "./audit-entry-object.ts";
import { auditQuery } from "./audit-query.ts";
import { pageAfterId } from "./schemas.ts";

const description = operation({
  id: "listAuditLog",
  tag: "accounts",
  summary: "Lists who did what, newest first",
  right: "admin",
  answer: auditLog,
});

const query = pageAfterId(Number.MAX_SAFE_INTEGER).extend(auditQuery.shape);

/** `GET /-/api/v1/audit-log?actor&action&target&since&until&after&size`: who did what. */
export const getAuditLog = factory.createHandlers(description, valid("query", query), async (c) => {
  const { after, size, ...filter } = c.req.valid("query");
  authorize(c.var.caller, { action: "administer", what: "read the audit log" });

  const rows = await listAudit(c.var.registry.database.db, { ...filter, before: after }, size + 1);

  const { page, next } = pageAfter(rows, size, ({ id }) => `${id}`);
  return c.json({ entries: page.map(auditEntryObject), next } satisfies AuditLog as object);
});
