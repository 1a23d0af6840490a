import { z } from "zod";

import { auditReport, listInstalled } from "./audit-report.ts";
import { findAdvisories } from "./find-advisories.ts";
import { factory } from "../registry-routes.ts";
import { validJson } from "../valid.ts";

const bodyBytesMax = 8 * 1024 * 1024;

const body = z.looseObject({ dependencies: z.record(z.string(), z.unknown()).default({}) });

/** `POST /-/npm/v1/security/audits`, `…/audits/quick`: the same question as older clients ask it (`yarn audit` 1). */
export const postAudit = factory.createHandlers(validJson(body, { bytesMax: bodyBytesMax }), async (c) => {
  const { registry, caller, hops } = c.var;
  const installed = listInstalled(c.req.valid("json").dependencies);

  const audited = new Map([...installed].map(([name, versions]) => [name, [...versions.keys()]]));
  const advisories = await findAdvisories(registry, { caller, hops }, audited);

  return c.json(auditReport(installed, advisories));
});
