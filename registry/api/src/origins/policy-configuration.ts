import { isRange } from "@larder/package-spec";
import { advisorySeverities } from "@larder/registry-database";
import { z } from "zod";

import { durationSchema } from "./duration.ts";
import { isNamePattern } from "./name-pattern.ts";

/** A name, `@scope/*`, `@*\/*`, `*` or `**`. */
export const namePatternSchema = z
  .string()
  .refine(isNamePattern, "must be a name, `@scope/*`, `@*/*`, `*` or `**`")
  .meta({ description: "A name, `@scope/*`, `@*/*` (all with a scope), `*` (all without) or `**` (all)" });

/** Versions that are not served, whatever the uplink has. */
const blockSchema = z.strictObject({
  package: namePatternSchema,
  versions: z
    .string()
    .refine((text): boolean => isRange(text), "must be a range of versions such as `1.2.3` or `>=2 <3`")
    .default("*")
    .meta({ description: "A range; it covers the prereleases that lie in it. All versions, unless told" }),
  reason: z.string().min(1).max(500).meta({ description: "What people read who ask for it" }),
});

/** What of an uplink is not served, and why. */
export const uplinkPolicySchema = z.strictObject({
  minimumAge: durationSchema
    .optional()
    .meta({ description: "How old a version must be before it is served, such as `3d`" }),
  minimumAgeExclude: z
    .array(namePatternSchema)
    .default([])
    .meta({ description: "Packages whose versions are served at once" }),
  block: z.array(blockSchema).default([]),
  advisories: z.enum(advisorySeverities).optional().meta({
    description: "Versions that an imported advisory of this severity, or a worse one, is about are not served",
  }),
});

export type UplinkPolicyOptions = z.infer<typeof uplinkPolicySchema>;
