import { z } from "zod";

/*
 * What clients send to change a package that exists. Most of it is the packument as they have read it:
 * what is not named here is not even looked at, above all `dist`.
 */

const deprecationLengthMax = 4096;

/** Each is a statement in the transaction that holds the package. */
const maintainersMax = 100;

/** Shape of the body of `PUT /:name` without an archive, and of `PUT /:name/-rev/:rev`. */
export const changeDocumentSchema = z.object({
  name: z.string().optional(),
  _rev: z.string().optional(),
  /** The versions that stay; the words that warn of each, of which empty ones take the warning back. */
  versions: z.record(z.string(), z.object({ deprecated: z.string().max(deprecationLengthMax).optional() })).optional(),
  "dist-tags": z.record(z.string(), z.string()).optional(),
  maintainers: z
    .array(z.object({ name: z.string() }))
    .max(maintainersMax)
    .optional(),
  /** Who has starred the package. */
  users: z.record(z.string(), z.unknown()).optional(),
});

/** What a client wants a package to become. */
export type ChangeDocument = z.infer<typeof changeDocumentSchema>;
