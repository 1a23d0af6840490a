import { hash, randomBytes } from "node:crypto";

const secretBytes = 24;
const shownOfSecret = 4;

/** A new secret: shown to its user once, and the two parts of it that are stored. */
export type Secret = {
  readonly secret: string;
  /** What {@link hashSecret} makes of it. */
  readonly hash: string;
  /** How it begins: enough for a person to know it again, and too little to guess it. */
  readonly prefix: string;
};

/**
 * Returns a new random secret of 192 bits that begins with `prefix`.
 *
 * The prefix says whose secret it is, and lets scanners of leaked credentials find it.
 */
export function createSecret(prefix: string): Secret {
  const secret = prefix + randomBytes(secretBytes).toString("base64url");
  return { secret, hash: hashSecret(secret), prefix: secret.slice(0, prefix.length + shownOfSecret) };
}

/** Returns what is stored of a secret: its SHA-256 in hex. */
export function hashSecret(secret: string): string {
  return hash("sha256", secret);
}
