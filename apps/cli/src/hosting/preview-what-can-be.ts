import type { ExpectedError } from "@larder/errors";
import { previewUpdate } from "@larder/installer";
import type { Lockfile } from "@larder/lockfile";

import { isAboutOne } from "./error-of-one.ts";
import type { OpenHost } from "./open-host.ts";

/**
 * Returns what an update of the wants `aliases` would give, without those that cannot be had, and why not, by alias.
 *
 * Throws when all cannot be had, and when each can by itself: then they cannot be had together, and none is to blame.
 */
export async function previewWhatCanBe(
  host: OpenHost,
  aliases: readonly string[],
): Promise<{ readonly updated: Lockfile; readonly errors: ReadonlyMap<string, ExpectedError> }> {
  try {
    return { updated: await previewUpdate(host), errors: new Map() };
  } catch (error) {
    if (!isAboutOne(error)) throw error;
    const errors = new Map(await listErrors(host, aliases, error));
    if (errors.size === 0 || errors.size === aliases.length) throw error;
    const rest = aliases.filter((alias) => !errors.has(alias));
    return { updated: await previewUpdate({ ...host, aliases: rest }), errors };
  }
}

/** Halves what failed with `error` until single wants are left: of a hundred wants one is found in some seven tries. */
async function listErrors(
  host: OpenHost,
  aliases: readonly string[],
  error: ExpectedError,
): Promise<readonly (readonly [string, ExpectedError])[]> {
  if (aliases.length < 2) return aliases.map((alias) => [alias, error]);
  const middle = Math.ceil(aliases.length / 2);
  const found: (readonly [string, ExpectedError])[] = [];
  for (const half of [aliases.slice(0, middle), aliases.slice(middle)]) {
    const failure = await findFailure({ ...host, aliases: half });
    if (failure !== undefined) found.push(...(await listErrors(host, half, failure)));
  }
  return found;
}

async function findFailure(options: Parameters<typeof previewUpdate>[0]): Promise<ExpectedError | undefined> {
  try {
    await previewUpdate(options);
    return undefined;
  } catch (error) {
    if (isAboutOne(error)) return error;
    throw error;
  }
}
