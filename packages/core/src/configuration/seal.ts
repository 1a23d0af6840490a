import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

import type { Json, Path } from "./json-tree.ts";

/** What seals and opens secrets. */
export type SecretKey = {
  /** Says which key sealed something, and nothing about the key. */
  readonly id: string;
  readonly bytes: Buffer;
};

/** Which secret it is: one that is moved to another place is no longer opened. */
export type SecretPlace = { readonly packageName: string; readonly path: Path };

const algorithm = "aes-256-gcm";
const nonceLength = 12;
const tagLength = 16;

/** Returns `value` sealed with AES-256-GCM: `v1:<key>:<nonce, tag and text>`. */
export function seal(key: SecretKey, place: SecretPlace, value: Json): string {
  const nonce = randomBytes(nonceLength);
  const cipher = createCipheriv(algorithm, key.bytes, nonce).setAAD(placeBytes(place));
  const text = Buffer.concat([cipher.update(JSON.stringify(value), "utf8"), cipher.final()]);
  return `v1:${key.id}:${Buffer.concat([nonce, cipher.getAuthTag(), text]).toString("base64url")}`;
}

/** Returns what `sealed` holds; undefined when none of `keys` sealed it, or somebody changed or moved it. */
export function unseal(keys: readonly SecretKey[], place: SecretPlace, sealed: string): Json | undefined {
  const [version, id, encoded] = sealed.split(":");
  const key = keys.find((candidate) => candidate.id === id);
  if (version !== "v1" || key === undefined || encoded === undefined) return undefined;
  const bytes = Buffer.from(encoded, "base64url");
  if (bytes.length < nonceLength + tagLength) return undefined;
  const nonce = bytes.subarray(0, nonceLength);
  const decipher = createDecipheriv(algorithm, key.bytes, nonce, { authTagLength: tagLength })
    .setAAD(placeBytes(place))
    .setAuthTag(bytes.subarray(nonceLength, nonceLength + tagLength));
  const text = decipher.update(bytes.subarray(nonceLength + tagLength));
  return isWhole(() => decipher.final()) ? (JSON.parse(text.toString("utf8")) as Json) : undefined;
}

/** The last step of opening throws when a bit is not as it was sealed. */
function isWhole(finish: () => unknown): boolean {
  try {
    finish();
    return true;
  } catch {
    return false;
  }
}

function placeBytes({ packageName, path }: SecretPlace): Buffer {
  return Buffer.from(JSON.stringify([packageName, path]));
}
