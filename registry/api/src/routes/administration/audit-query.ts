import { isMoment } from "@larder/registry-database";
import { z } from "zod";

import { queryText } from "../schemas.ts";

const moment = z.iso
  .datetime({ offset: true })
  .refine((text) => isMoment(new Date(text)), "must be of the years 1 to 9999")
  .transform((text) => new Date(text));

/** `?actor&action&target&since&until`: each narrows. */
export const auditQuery = z.object({
  actor: queryText(64).optional(),
  action: queryText(64).optional(),
  target: queryText(512).optional(),
  since: moment.meta({ description: "From this moment on." }).optional(),
  until: moment.meta({ description: "Before this moment." }).optional(),
});
