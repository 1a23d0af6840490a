import { z } from "zod";

const conflictReport = z
  .object({
    sentences: z.array(z.string()).meta({ description: "The last one is the conclusion." }),
    suggestions: z.array(z.string()).meta({ description: "Each was tried, and helps." }),
  })
  .meta({ id: "ConflictReport", description: "A conflict as sentences." });

/** A conflict is an answer, and no failure of the service. */
export const resolveAnswer = z
  .discriminatedUnion("outcome", [
    z.object({ outcome: z.literal("solved"), lock: z.string().meta({ description: "A whole `larder.lock`." }) }),
    z.object({ outcome: z.literal("conflict"), conflict: conflictReport }),
  ])
  .meta({ id: "ResolveAnswer", description: "A lock, or why there is none." });
