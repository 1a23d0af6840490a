import { createLockfile, parseLockfile, printLockfile } from "@larder/lockfile";
import { parsePackageName, parseVersion } from "@larder/package-spec";
import type { ResolveAnswer, ResolveRequestBody } from "@larder/registry-client";
import { formatConflict, type PackageSource, resolve } from "@larder/resolver";

/**
 * Returns the lock for what a host wants, or why there is none.
 *
 * Throws `LockfileError` for a lock that cannot be read, and the errors of names and versions.
 */
export async function resolveWants(body: ResolveRequestBody, source: PackageSource): Promise<ResolveAnswer> {
  const outcome = await resolve(
    {
      coreVersion: parseVersion(body.coreVersion),
      provided: body.provided.map(parsePackageName),
      registry: body.registry,
      wants: Object.entries(body.wants).map(([alias, wanted]) => ({ alias, wanted })),
      shared: body.shared.map(parsePackageName),
      overrides: body.overrides,
      update: body.update,
      ...(body.lock === null ? {} : { locked: parseLockfile(body.lock).resolution }),
    },
    source,
  );
  if (outcome.outcome === "conflict") return { outcome: "conflict", conflict: formatConflict(outcome.conflict) };
  return { outcome: "solved", lock: printLockfile(createLockfile(outcome.resolution)) };
}
