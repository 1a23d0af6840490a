import { parseLockfile } from "@larder/lockfile";
import { parsePackageName, parseVersion } from "@larder/package-spec";
import { parseOverrideKey, type ResolveRequest, type Want } from "@larder/resolver";

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
    ...placesOf(wants),
    shared,
    overrides,
    ...needsOf(request),
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

/**
 * An older registry passes over keys of overrides that it does not know, and cannot read a lock that was made with them:
 * it has to refuse the question, and not to answer another one.
 */
function needsOf({ overrides, locked }: ResolveRequest): Pick<ResolveRequestBody, "needs"> {
  const isNested =
    Object.keys(overrides).some(isNestedKey) || locked?.nodes.some(({ id }) => id.includes("[")) === true;
  return isNested ? { needs: ["nested-overrides"] } : {};
}

function isNestedKey(key: string): boolean {
  const parsed = parseOverrideKey(key);
  return "parents" in parsed && (parsed.parents.length > 1 || parsed.parents.some(({ isAtAnyDepth }) => isAtAnyDepth));
}

function isEmpty(group: object | undefined): boolean {
  return group === undefined || Object.keys(group).length === 0;
}

function placesOf(wants: readonly Want[]): Pick<ResolveRequestBody, "declaredIn"> {
  const places = wants.flatMap(({ alias, declaredIn }): [string, string][] =>
    declaredIn === undefined ? [] : [[alias, declaredIn]],
  );
  return places.length === 0 ? {} : { declaredIn: Object.fromEntries(places) };
}

function wantsOf({ wants, declaredIn: places = {} }: ResolveRequestBody): Want[] {
  return Object.entries(wants).map(([alias, wanted]) => {
    const declaredIn = Object.hasOwn(places, alias) ? places[alias] : undefined;
    return { alias, wanted, ...(declaredIn !== undefined && { declaredIn }) };
  });
}
