import { createLockfile, printLockfile } from "@larder/lockfile";
import { formatConflict, type OnGuess, type PackageSource, type Resolution, resolve } from "@larder/resolver";

import type { ResolveAnswer, ResolveRequestBody } from "../larder-api.ts";
import { resolveRequestOf } from "./resolve-body.ts";

/**
 * Returns what a Larder registry answers to `POST /-/api/v1/resolve`: the lock for what a host wants, that the lock
 * which came with the question stands, or why there is none. A client that solves itself runs the same.
 *
 * `onGuess` hears on the way which versions the answer will probably name.
 *
 * Throws `LockfileError` for a lock that cannot be read, the errors of names and versions, and those of `source`.
 */
export async function answerResolve(
  body: ResolveRequestBody,
  source: PackageSource,
  onGuess?: OnGuess,
): Promise<ResolveAnswer> {
  const request = resolveRequestOf(body);
  const outcome = await resolve(request, source, onGuess);
  if (outcome.outcome === "conflict") return { outcome: "conflict", conflict: formatConflict(outcome.conflict) };
  const { resolution, published } = outcome;
  if (request.locked !== undefined && stands(body.lock, withLockedTime(resolution, request.locked))) {
    return { outcome: "unchanged" };
  }
  return { outcome: "solved", lock: printLockfile(createLockfile(resolution)), ...(published && { published }) };
}

function stands(lock: string | null | undefined, resolution: Resolution): boolean {
  return printLockfile(createLockfile(resolution)) === lock;
}

/** The same answer at a later time is no other lock: what was old enough once stays so. */
function withLockedTime(resolution: Resolution, locked: Resolution): Resolution {
  const { asOf } = resolution;
  if (asOf === undefined || locked.asOf === undefined || locked.asOf > asOf) return resolution;
  return { ...resolution, asOf: locked.asOf };
}
