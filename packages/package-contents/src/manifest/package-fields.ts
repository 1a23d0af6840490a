import { isPackageName, isRange } from "@larder/package-spec";
import { z } from "zod";

const capability = /^capability:[a-z0-9][a-z0-9._-]*$/;

/** Is `text` the name of something that a package can require: a package or `capability:<name>`? */
function isRelationName(text: string): boolean {
  return isPackageName(text) || capability.test(text);
}

export const rangeText = z
  .string()
  .refine(isRange, { error: (issue) => `\`${String(issue.input).slice(0, 80)}\` is not a version range` });

export const relationName = z.string().refine(isRelationName, {
  error: "is neither a package name nor `capability:<name>`",
});

/** A capability is always written with its prefix, so that it cannot be mistaken for a package. */
export const capabilityName = z
  .string()
  .regex(/^capability:[a-z0-9][a-z0-9._-]*$/, { error: "is not a capability: write `capability:<name>`" });

/** A file or folder of the package: relative, with forward slashes, never outside. */
export const pathInPackage = z
  .string()
  .min(1)
  .max(512)
  .refine((path) => !/^\/|\\|^[a-z]:|(?:^|\/)\.\.(?:\/|$)/i.test(path), {
    error: "must be a path inside the package, with forward slashes",
  });
