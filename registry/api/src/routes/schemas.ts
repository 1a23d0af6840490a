import { isPackageName, parseDistTag, parsePackageName, parseVersion } from "@larder/package-spec";
import { z } from "zod";

/** Text that a query of the database may hold: of a bounded length, without NUL, which Postgres refuses, and of whole characters. */
export const queryText = (lengthMax: number): z.ZodString =>
  z
    .string()
    .max(lengthMax)
    .refine((text) => !text.includes("\0"), "must not hold the character NUL")
    .refine((text) => text.isWellFormed(), "must hold whole characters");

/** The same for one line that people read, in terminals too: nothing in it moves a cursor, or turns the text round. */
export const lineText = (lengthMax: number): z.ZodString =>
  queryText(lengthMax).refine((text) => !/[\p{Cc}\p{Bidi_Control}]/u.test(text), "must not hold control characters");

/** A package name in a path; throws npm's own error for a bad one. */
export const packageName = z.string().transform((text) => parsePackageName(text));

/** `/:name` */
export const packageParams = z.object({ name: packageName });

/** `/-/package/:name/dist-tags/:tag` */
export const distTagParams = z.object({ name: packageName, tag: z.string().transform((text) => parseDistTag(text)) });

/** `?size` of every list. */
export const pageSize = z.coerce.number().int().min(1).max(250).default(20);

/** `?from&size` of a list whose pages are told by number. */
export const pageQuery = z.object({
  from: z.coerce.number().int().min(0).max(100_000).default(0),
  size: pageSize,
});

/** A parameter that is there or not: `?explain=1`. */
export const flag = z
  .enum(["", "0", "1", "true", "false"])
  .default("0")
  .transform((text) => text !== "0" && text !== "false");

/** A version as the JSON body of a dist-tag. */
export const versionText = z.string().transform((text) => parseVersion(text));

/** A package name in a body or a query, where the answer should name the field. */
export const packageNameText = z.string().refine((text): boolean => isPackageName(text), "must be a package name");
