import { hash, randomBytes } from "node:crypto";
import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";

import { readTextIfExists, writeDurably } from "@larder/host-directory";

import type { SecretKey } from "./seal.ts";
import { SecretError } from "./secret-error.ts";

/** The variable that holds the key of a host, in the place of a file. */
export const secretKeyVariable = "LARDER_SECRET_KEY";

/** The keys of a host: the first one seals, all of them open. */
export type SecretKeys = readonly SecretKey[];

/** Where the keys of a host come from. */
export type SecretKeySource = {
  /** The file that is made when there is no other key. */
  readonly file: string;
  /** What `LARDER_SECRET_KEY` holds: 32 bytes, in hex or base64. */
  readonly variable: string | undefined;
};

const keyLength = 32;

/**
 * Returns the keys of a host, the one that seals first: that of the variable, then those of the file. Throws
 * {@link SecretError} for what is no key, and for a file that others may read.
 */
export async function readSecretKeys({ file, variable }: SecretKeySource): Promise<SecretKeys> {
  const text = await readTextIfExists(file);
  if (text !== undefined) await assertPrivate(file);
  const lines = (text ?? "").split("\n").filter((line) => line.trim() !== "");
  return [
    ...(variable === undefined || variable === "" ? [] : [parseKey(variable, `the variable \`${secretKeyVariable}\``)]),
    ...lines.map((line) => parseKey(line, `\`${file}\``)),
  ];
}

/**
 * Returns the keys, with one made and written for this host's owner alone when there is none. Whoever calls it holds the
 * secrets: of two that made one at once, one would be lost.
 */
export async function readOrMakeSecretKeys(source: SecretKeySource): Promise<SecretKeys> {
  const keys = await readSecretKeys(source);
  if (keys.length > 0) return keys;
  const made = makeKey();
  await mkdir(dirname(source.file), { recursive: true });
  await writeSecretKeys(source.file, [made]);
  return [made];
}

/** Writes `keys` as those of the file. */
export async function writeSecretKeys(file: string, keys: SecretKeys): Promise<void> {
  await writeDurably(file, keys.map(formatKey).join(""), 0o600);
}

/** Returns a new key. */
export function makeKey(): SecretKey {
  return toKey(randomBytes(keyLength));
}

function formatKey({ bytes }: SecretKey): string {
  return `${bytes.toString("base64")}\n`;
}

function parseKey(text: string, place: string): SecretKey {
  const trimmed = text.trim();
  if (/^[0-9a-f]{64}$/i.test(trimmed)) return toKey(Buffer.from(trimmed, "hex"));
  if (/^[\w+/-]{43}=?$/.test(trimmed)) return toKey(Buffer.from(trimmed, "base64"));
  throw new SecretError(`What stands in ${place} is no key: it must be ${keyLength} bytes, in hex or base64`, {
    hint: "Make one with `openssl rand -base64 32`",
  });
}

function toKey(bytes: Buffer): SecretKey {
  return { id: hash("sha256", bytes).slice(0, 8), bytes };
}

/** On Windows the mode of a file says nothing. */
async function assertPrivate(file: string): Promise<void> {
  if (process.platform === "win32" || ((await stat(file)).mode & 0o077) === 0) return;
  throw new SecretError(`The key in \`${file}\` can be read by other users of this machine`, {
    hint: `Run \`chmod 600 ${file}\`, then \`larder config rotate\``,
  });
}
