import { isPackageName, isVersion, type PackageName, type Version } from "@larder/package-spec";
import { z } from "zod";

/*
 * What answers are made of. Every member of an answer is checked by the tests, and typed in the client
 * from the document, where names and versions are told from other text by their `format`.
 */

export const packageNameField = z
  .string()
  .refine((text): text is PackageName => isPackageName(text))
  .meta({ format: "package-name", examples: ["@acme/chat"] });

export const versionField = z
  .string()
  .refine((text): text is Version => isVersion(text))
  .meta({ format: "version", examples: ["1.0.0"] });

/** A moment, in UTC. */
export const moment = z.iso.datetime();

/** Name → range. */
export const dependencyMap = z.record(z.string(), z.string());

/** How many there are in all, on whatever page. */
export const total = z.int().min(0);

/** Where the next page of a list begins. */
export const nextPage = z
  .string()
  .nullable()
  .meta({ description: "Ask with it as `after` for the next page; `null` on the last one." });
