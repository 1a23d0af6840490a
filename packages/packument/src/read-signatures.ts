import { findSha512 } from "@larder/package-spec";

import { isJsonObject } from "./json.ts";
import type { Dist } from "./manifest.ts";

/** A registry's word that it published a version with just these bytes: over `name@version:integrity`. */
export type Signature = {
  /** Which of the registry's keys made it. */
  readonly keyid: string;
  /** In DER, as base64. */
  readonly sig: string;
};

/** Registries that change their key sign with both for a while. */
const signaturesMax = 4;
const keyidPattern = /^[!-~]{1,128}$/;
const sigPattern = /^[A-Za-z0-9+/]{1,256}={0,2}$/;

/** Is it a signature in form? Whether it holds only a key can tell. */
export function isSignature(value: unknown): value is Signature {
  if (!isJsonObject(value)) return false;
  const { keyid, sig } = value;
  return typeof keyid === "string" && keyidPattern.test(keyid) && typeof sig === "string" && sigPattern.test(sig);
}

/**
 * Returns the signatures of a version that can be checked, sorted by their keys: none of one whose integrity is not a
 * sha512 alone, since that is what they are about.
 */
export function readSignatures({ signatures, integrity }: Dist): readonly Signature[] {
  if (!Array.isArray(signatures) || typeof integrity !== "string" || findSha512(integrity) !== integrity) return [];
  const known = new Map((signatures as readonly unknown[]).filter(isSignature).map(({ keyid, sig }) => [keyid, sig]));
  return [...known]
    .map(([keyid, sig]) => ({ keyid, sig }))
    .toSorted((one, other) => (one.keyid < other.keyid ? -1 : 1))
    .slice(0, signaturesMax);
}
