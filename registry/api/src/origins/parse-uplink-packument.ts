import { isJsonObject, type Packument } from "@larder/packument";
import type { PackageName } from "@larder/package-spec";

import { UplinkAnswerError } from "./uplink-errors.ts";

const versionLengthMax = 256;

/**
 * Returns `document` as the packument of `name`; `undefined` for a package whose versions were all taken
 * back: npm then answers with its name alone. Throws {@link UplinkAnswerError} for anything else.
 */
export function parseUplinkPackument(uplink: string, name: PackageName, document: unknown): Packument | undefined {
  if (isJsonObject(document) && document["name"] === name && document["versions"] === undefined) return undefined;
  const isPackument =
    isJsonObject(document) &&
    document["name"] === name &&
    isJsonObject(document["versions"]) &&
    isJsonObject(document["dist-tags"]) &&
    Object.keys(document["versions"]).every(isKeepable) &&
    Object.values(document["versions"]).every(hasTarball);
  if (!isPackument) throw new UplinkAnswerError(uplink, `answers for \`${name}\` with something that is no packument`);
  return document as unknown as Packument;
}

/** Versions are kept as keys, and nobody can keep NUL or half of a character. */
function isKeepable(version: string): boolean {
  return version.length <= versionLengthMax && version.isWellFormed() && !/\p{Cc}/u.test(version);
}

function hasTarball(manifest: unknown): boolean {
  return isJsonObject(manifest) && isJsonObject(manifest["dist"]) && typeof manifest["dist"]["tarball"] === "string";
}
