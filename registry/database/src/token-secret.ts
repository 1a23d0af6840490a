import { hash, randomBytes } from "node:crypto";

/** Every secret begins so, which lets scanners of leaked credentials find it. */
export const tokenPrefix = "lrd_";

const secretBytes = 24;
const shownLength = tokenPrefix.length + 4;

/** A new secret: shown to its user once, and the two parts of it that are stored. */
export type TokenSecret = { readonly secret: string; readonly hash: string; readonly prefix: string };

/** Returns a new random secret of 192 bits. */
export function createTokenSecret(): TokenSecret {
  const secret = tokenPrefix + randomBytes(secretBytes).toString("base64url");
  return { secret, hash: hashTokenSecret(secret), prefix: secret.slice(0, shownLength) };
}

/** Returns what is stored of a secret: its SHA-256 in hex. */
export function hashTokenSecret(secret: string): string {
  return hash("sha256", secret);
}
