import { pbkdf2, randomBytes, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";

const derive = promisify(pbkdf2);

/** What OWASP asks of PBKDF2 with SHA-256 at the least. */
const iterations = 600_000;
const saltLength = 16;
const tagLength = 32;

/** Returns what is stored of a plugin key: PBKDF2-SHA256 with its own salt and cost, as `pbkdf2-sha256$cost$salt$hash`. */
export async function hashPluginKey(key: string): Promise<string> {
  const salt = randomBytes(saltLength);
  const tag = await derive(key, salt, iterations, tagLength, "sha256");
  return ["pbkdf2-sha256", iterations, salt.toString("base64url"), tag.toString("base64url")].join("$");
}

/** Does `key` belong to `stored`? The time it takes does not tell how much of it fits. */
export async function verifyPluginKey(key: string, stored: string): Promise<boolean> {
  const [, cost, salt, tag] = /^pbkdf2-sha256\$(\d+)\$([\w-]+)\$([\w-]+)$/.exec(stored) ?? [];
  if (cost === undefined || salt === undefined || tag === undefined) {
    throw new Error("A stored plugin key is not as it was written");
  }
  const expected = Buffer.from(tag, "base64url");
  const found = await derive(key, Buffer.from(salt, "base64url"), Number(cost), expected.byteLength, "sha256");
  return timingSafeEqual(found, expected);
}
