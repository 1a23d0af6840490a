import { z } from "zod";

import { moment, nextPage } from "./scalars.ts";

export const auditEntry = z
  .object({
    id: z.int().min(1),
    at: moment,
    actor: z.string().meta({ description: "The name of a user, or `operator` for the command line of the machine." }),
    action: z.string().meta({ examples: ["package.publish", "token.create"] }),
    target: z.string().meta({ examples: ["@acme/chat@1.0.0", "user:ada"] }),
    before: z.unknown().meta({ description: "What was there; `null` when nothing was." }),
    after: z.unknown().meta({ description: "What is there since; `null` when nothing is." }),
    ip: z.string().nullable().meta({ description: "The address of the client, when it came over the network." }),
  })
  .meta({ id: "AuditEntry", description: "One thing that somebody did. Entries are never changed or removed." });

export const auditLog = z
  .object({ entries: z.array(auditEntry), next: nextPage })
  .meta({ id: "AuditLog", description: "Newest first." });
