import { z } from "zod";

const conflictReport = z
  .looseObject({
    sentences: z.array(z.string()).meta({ description: "The last one is the conclusion." }),
    suggestions: z.array(z.string()).meta({ description: "Each was tried, and helps." }),
  })
  .meta({ id: "ConflictReport", description: "A conflict as sentences, and as data for programs." });

/** A conflict is an answer, and no failure of the service. */
export const resolveAnswer = z
  .discriminatedUnion("outcome", [
    z.object({
      outcome: z.literal("solved"),
      lock: z.string().meta({ description: "A whole `larder.lock`." }),
      published: z.record(z.string(), z.string()).optional().meta({
        description: "When what is signed and was not in the lock before was published, by its id, ISO 8601.",
      }),
    }),
    z.object({ outcome: z.literal("unchanged") }).meta({ description: "The lock that came with the question stands." }),
    z.object({ outcome: z.literal("conflict"), conflict: conflictReport }),
  ])
  .meta({ id: "ResolveAnswer", description: "A lock, or why there is none." });

const packageFrame = z
  .object({
    type: z.literal("package"),
    name: z.string(),
    version: z.string(),
    integrity: z.string(),
    tarballPath: z.string().optional().meta({ description: "Only where it is not the canonical place." }),
    unpackedSize: z.int().optional(),
    fileCount: z.int().optional(),
    os: z.array(z.string()).optional(),
    cpu: z.array(z.string()).optional(),
    libc: z.array(z.string()).optional(),
  })
  .meta({
    id: "PackageFrame",
    description:
      "A package that the lock will probably name, so that its archive can be fetched already. Only the lock decides.",
  });

/** One line of the answer for who accepts `application/x-ndjson`. */
export const resolveFrame = z
  .discriminatedUnion("type", [
    packageFrame,
    z
      .object({ type: z.literal("waiting"), seconds: z.int() })
      .meta({ description: "Nothing new for a while; the answer has been looked for since so many seconds." }),
    z.object({ type: z.literal("done"), answer: resolveAnswer }),
    z
      .object({
        type: z.literal("error"),
        status: z.int(),
        error: z.looseObject({ error: z.string(), code: z.string() }),
      })
      .meta({ description: "A failure after the answer has begun: what its body and its status would have been." }),
  ])
  .meta({
    id: "ResolveFrame",
    description: "The last line is `done` or `error`; an answer that ends without one of them has broken off.",
  });
