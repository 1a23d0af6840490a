import { ExpectedError } from "@larder/errors";
import { hostPaths, readTextIfExists, writeWhole } from "@larder/host-directory";
import { isJsonObject } from "@larder/packument";
import type { SigningKey } from "@larder/registry-client";

import type { ChangeMeans } from "../change-means.ts";

/*
 * `.larder/shown-keys.json` holds what a registry showed when it was last asked for its keys, by its URL. A host that
 * knows them asks again once a day, beside what it asks anyway: the end of a key is all that it learns so. Until then it
 * learns the same from the file, since a lock that was refused, or made only to be looked at, stands nowhere: whoever
 * tries again must not come to something else.
 */

const dayMs = 86_400_000;

/** What a registry shows; a reason instead when it could not be asked. */
export type ShownKeys =
  | { readonly keys: readonly SigningKey[] }
  | { readonly keys: undefined; readonly failure: ExpectedError };

type Asking = Pick<ChangeMeans, "directory" | "client" | "clock">;

/** Asks the registry of `client` for its keys. Never rejects for what a registry or the network does. */
export async function askForKeys({ client }: Pick<Asking, "client">): Promise<ShownKeys> {
  try {
    return { keys: (await client.fetchSigningKeys()) ?? [] };
  } catch (error) {
    if (error instanceof ExpectedError) return { keys: undefined, failure: error };
    throw error;
  }
}

/** A host that has no state yet, a disk that is full, or that this user may only read. */
const refusals = new Set(["ENOENT", "ENOSPC", "EDQUOT", "EROFS", "EACCES", "EPERM"]);

/** Keeps what the registry of `client` has shown. Where the disk refuses, or loses it in a power cut, it is asked once more than needed. */
export async function keepShownKeys({ directory, client, clock }: Asking, keys: readonly SigningKey[]): Promise<void> {
  const kept = { ...(await readKept(directory)), [client.url]: { askedAt: clock().toISOString(), keys } };
  try {
    await writeWhole(hostPaths(directory).shownKeys, `${JSON.stringify(kept)}\n`);
  } catch (error) {
    if (!refusals.has((error as NodeJS.ErrnoException).code ?? "")) throw error;
  }
}

/** Returns what the registry of `client` showed less than a day ago; `undefined` when it is to be asked. */
export async function findKeptKeys({ directory, client, clock }: Asking): Promise<readonly SigningKey[] | undefined> {
  const kept = (await readKept(directory))[client.url];
  if (!isKept(kept)) return undefined;
  const age = clock().getTime() - Date.parse(kept.askedAt);
  return age >= 0 && age < dayMs ? kept.keys : undefined;
}

type Kept = { readonly askedAt: string; readonly keys: readonly SigningKey[] };

function isKept(value: unknown): value is Kept {
  if (!isJsonObject(value) || typeof value["askedAt"] !== "string") return false;
  const { keys } = value;
  return Array.isArray(keys) && keys.every(isSigningKey);
}

function isSigningKey(value: unknown): value is SigningKey {
  if (!isJsonObject(value)) return false;
  const { keyid, keytype, key, expires } = value;
  return [keyid, keytype, key, expires ?? ""].every((fact) => typeof fact === "string");
}

async function readKept(directory: string): Promise<{ readonly [url: string]: unknown }> {
  const text = await readTextIfExists(hostPaths(directory).shownKeys);
  try {
    const kept: unknown = JSON.parse(text ?? "{}");
    return isJsonObject(kept) ? kept : {};
  } catch {
    // A file that was cut off only lets the registry be asked once more.
    return {};
  }
}
