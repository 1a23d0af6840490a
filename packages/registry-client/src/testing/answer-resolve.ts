import { createLockfile, parseLockfile, printLockfile } from "@larder/lockfile";
import { abbreviatePackument, type Packument } from "@larder/packument";
import { type PackageName, parsePackageName, parseVersion } from "@larder/package-spec";
import { formatConflict, resolve } from "@larder/resolver";

import type { ResolveAnswer, ResolveRequestBody } from "../larder-api.ts";

/** Answers `POST /-/api/v1/resolve` from `packuments`, as a Larder registry does. */
export async function answerResolve(
  request: Request,
  packuments: ReadonlyMap<PackageName, Packument>,
): Promise<Response> {
  const body = (await request.json()) as ResolveRequestBody;
  return Response.json(await solve(body, packuments));
}

async function solve(
  body: ResolveRequestBody,
  packuments: ReadonlyMap<PackageName, Packument>,
): Promise<ResolveAnswer> {
  const outcome = await resolve(
    {
      coreVersion: parseVersion(body.coreVersion),
      provided: body.provided.map(parsePackageName),
      registry: body.registry,
      wants: Object.entries(body.wants).map(([alias, wanted]) => ({ alias, wanted })),
      shared: body.shared.map(parsePackageName),
      overrides: body.overrides,
      update: body.update,
      ...(body.lock !== null && { locked: parseLockfile(body.lock).resolution }),
    },
    {
      fetch: async (name) => {
        const packument = packuments.get(name);
        return packument === undefined ? undefined : abbreviatePackument(packument);
      },
    },
  );
  if (outcome.outcome === "conflict") return { outcome: "conflict", conflict: formatConflict(outcome.conflict) };
  return { outcome: "solved", lock: printLockfile(createLockfile(outcome.resolution)) };
}
