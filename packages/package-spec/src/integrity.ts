import type { Brand } from "./brand.ts";

/** A subresource integrity text with one sha512: `sha512-<base64>`. https://www.w3.org/TR/SRI/ */
export type Integrity = Brand<"Integrity">;

const pattern = /^sha512-[A-Za-z0-9+/]{86}==$/;

/** Is `text` the integrity of something by sha512? */
export function isIntegrity(text: string): text is Integrity {
  return pattern.test(text);
}

/** Returns the sha512 of an SRI text that may list several hashes; `undefined` when it has none. */
export function findSha512(sri: string): Integrity | undefined {
  return sri
    .split(/\s+/)
    .map((hash) => hash.split("?")[0] ?? "")
    .find(isIntegrity);
}

/** Returns the integrity text of a sha512 digest in base64. */
export function integrityOfSha512(digestBase64: string): Integrity {
  return `sha512-${digestBase64}` as Integrity;
}

/** Returns the digest of `integrity` in base64. */
export function digestOf(integrity: Integrity): string {
  return integrity.slice("sha512-".length);
}
