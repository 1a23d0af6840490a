import { ExpectedError } from "@larder/errors";
import { GitError } from "@larder/installer";

import type { ReportedError } from "../output/envelope.ts";

/** A package that is missing, does not fit, was changed, or asks for more than it shall have, or whose source cannot be had; nothing that holds for all of them. */
const codesOfOne: ReadonlySet<string> = new Set([
  "E404",
  "EBADARCHIVE",
  "EINTEGRITY",
  "EINVALIDSPEC",
  "EMANIFEST",
  "EPOLICY",
  "ERESOLVE",
  "ETARGET",
  "EUNTRUSTED",
  "EUPLINK",
]);

/** Is it about one package, so that others can be had all the same? */
export function isAboutOne(error: unknown): error is ExpectedError {
  return error instanceof GitError || (error instanceof ExpectedError && codesOfOne.has(error.code));
}

/** Returns how an error of one package is told among the others. */
export function describeError({ code, message, hint }: ExpectedError): ReportedError {
  return { code, summary: message, ...(hint !== undefined && { hint }) };
}
