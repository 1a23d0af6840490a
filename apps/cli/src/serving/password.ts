import { randomBytes } from "node:crypto";

/** Returns a password that nobody can guess: 144 random bits as 24 letters, digits, dashes and underscores. */
export function createPassword(): string {
  return randomBytes(18).toString("base64url");
}
