import { parseLockfile } from "@larder/lockfile";
import { parsePackageName, parseVersion } from "@larder/package-spec";
import type { ResolveRequest, Want } from "@larder/resolver";

import type { ResolveRequestBody } from "../larder-api.ts";

/** What of a request travels as it is, and only when it asks something: an older registry refuses what it does not know. */
type Extras = Pick<ResolveRequest, "extensions" | "given" | "policy" | "asOf" | "prefer">;

/** Returns `request` as it travels; `lock` is the text of the lock that stands. */
export function resolveBodyOf(request: ResolveRequest, lock: string | undefined): ResolveRequestBody {
  const { registry, coreVersion, provided, wants, shared, overrides, update = [] } = request;
  return {
    registry,
    coreVersion,
    provided,
    wants: Object.fromEntries(wants.map(({ alias, wanted }) => [alias, wanted])),
    ...originsOf(wants),
    shared,
    overrides,
    lock: lock ?? null,
    update,
    ...(extrasOf(request) as Pick<ResolveRequestBody, keyof Extras>),
  };
}

/**
 * Returns what {@link resolveBodyOf} was given. Throws `LockfileError` for a lock that cannot be read, and the errors
 * of names and versions.
 */
export function resolveRequestOf(body: ResolveRequestBody): ResolveRequest {
  const { registry, provided = [], shared = [], overrides = {}, update = [], lock = null } = body;
  return {
    registry,
    coreVersion: parseVersion(body.coreVersion),
    provided: provided.map(parsePackageName),
    wants: wantsOf(body),
    shared: shared.map(parsePackageName),
    overrides,
    update,
    // Whoever received the body has checked these; only their names and versions have types of their own here.
    ...extrasOf(body as unknown as Extras),
    ...(lock === null ? {} : { locked: parseLockfile(lock).resolution }),
  };
}

function extrasOf({ extensions, given, policy, asOf, prefer }: Extras): Extras {
  return {
    ...(isEmpty(extensions) ? {} : { extensions }),
    ...(isEmpty(given) ? {} : { given }),
    ...(policy && { policy }),
    ...(asOf !== undefined && { asOf }),
    ...(prefer && { prefer }),
  };
}

function isEmpty(group: object | undefined): boolean {
  return group === undefined || Object.keys(group).length === 0;
}

function originsOf(wants: readonly Want[]): Pick<ResolveRequestBody, "origins"> {
  const origins = wants.flatMap(({ alias, origin }): [string, string][] =>
    origin === undefined ? [] : [[alias, origin]],
  );
  return origins.length === 0 ? {} : { origins: Object.fromEntries(origins) };
}

function wantsOf({ wants, origins = {} }: ResolveRequestBody): Want[] {
  return Object.entries(wants).map(([alias, wanted]) => {
    const origin = Object.hasOwn(origins, alias) ? origins[alias] : undefined;
    return { alias, wanted, ...(origin !== undefined && { origin }) };
  });
}
