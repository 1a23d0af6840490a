import { createSecret, hashSecret, type Secret } from "@larder/credentials";

/** Every secret begins so, which lets scanners of leaked credentials find it. */
export const tokenPrefix = "lrd_";

/** A new secret: shown to its user once, and the two parts of it that are stored. */
export type TokenSecret = Secret;

/** Returns a new random secret of 192 bits. */
export function createTokenSecret(): TokenSecret {
  return createSecret(tokenPrefix);
}

/** Returns what is stored of a secret: its SHA-256 in hex. */
export function hashTokenSecret(secret: string): string {
  return hashSecret(secret);
}
