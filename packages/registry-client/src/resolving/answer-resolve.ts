import { createLockfile, printLockfile } from "@larder/lockfile";
import {
  formatConflict,
  type OnGuess,
  type PackageSource,
  type Resolution,
  resolve,
  type ResolveRequest,
} from "@larder/resolver";

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
  const lock = printLockfile(createLockfile(withLockedTime(outcome.resolution, request)));
  if (lock === body.lock) return { outcome: "unchanged" };
  const { resolution, published } = outcome;
  return { outcome: "solved", lock: printLockfile(createLockfile(resolution)), ...(published && { published }) };
}

/** The same answer at a later time is no other lock: what was old enough once stays so. */
function withLockedTime(resolution: Resolution, { locked }: ResolveRequest): Resolution {
  const { asOf } = resolution;
  if (asOf === undefined || locked?.asOf === undefined || locked.asOf > asOf) return resolution;
  return { ...resolution, asOf: locked.asOf };
}
