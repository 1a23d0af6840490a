import { writeFile } from "node:fs/promises";

import { ExpectedError } from "@larder/errors";
import { hostPaths, readTextIfExists } from "@larder/host-directory";
import type { SigningKey } from "@larder/registry-client";

import type { ChangeMeans } from "../change-means.ts";

/*
 * `.larder/shown-keys.json` says when a registry was last asked for its keys, by its URL. A host that knows them asks
 * again once a day, beside what it asks anyway: the end of a key is all that it learns so.
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

/** Notes that the registry of `client` has shown its keys. Where the disk refuses, it is asked once more than needed. */
export async function noteShownKeys({ directory, client, clock }: Asking): Promise<void> {
  const noted = { ...(await readAsked(directory)), [client.url]: clock().toISOString() };
  try {
    await writeFile(hostPaths(directory).shownKeys, `${JSON.stringify(noted)}\n`);
  } catch (error) {
    if (!refusals.has((error as NodeJS.ErrnoException).code ?? "")) throw error;
  }
}

/** Was it asked less than a day ago? */
export async function wereKeysShownLately({ directory, client, clock }: Asking): Promise<boolean> {
  const asked = Date.parse((await readAsked(directory))[client.url] ?? "");
  const age = clock().getTime() - asked;
  return age >= 0 && age < dayMs;
}

async function readAsked(directory: string): Promise<{ readonly [url: string]: string }> {
  const text = await readTextIfExists(hostPaths(directory).shownKeys);
  try {
    const asked: unknown = JSON.parse(text ?? "{}");
    return typeof asked === "object" && asked !== null ? (asked as { readonly [url: string]: string }) : {};
  } catch {
    // A file that was cut off only lets the registry be asked once more.
    return {};
  }
}
