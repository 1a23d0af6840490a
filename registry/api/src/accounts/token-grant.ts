import { isNamePattern } from "../origins/name-pattern.ts";
import { InvalidTokenRequestError } from "./account-errors.ts";
import type { TokenRequest } from "./create-token.ts";

/** What npm says of a token that it wants: `readonly` in its old dialect, the rest in its granular one. */
export type WantedGrant = {
  readonly readonly: boolean;
  readonly permission: "no-access" | "read-only" | "read-write" | "read-write-stage-only" | undefined;
  readonly packages: readonly string[];
  readonly packagesAll: boolean;
  readonly scopes: readonly string[];
};

/** What a token may do, and to which packages. */
export type TokenGrant = Required<Pick<TokenRequest, "scopes">> & { readonly packagePatterns: readonly string[] };

/**
 * Returns what a token gets that is wanted so.
 *
 * The granular dialect gives no more than what is said: reading unless more is named, and no publishing
 * without a word on which packages. Throws {@link InvalidTokenRequestError}.
 */
export function grantOf(wanted: WantedGrant): TokenGrant {
  const { packagesAll, permission } = wanted;
  const named = [...wanted.packages, ...wanted.scopes.map(patternOfScope)];
  const packagePatterns = packagesAll ? [] : named;
  const isGranular = permission !== undefined || packagesAll || named.length > 0;
  const mayPublish = isGranular ? grantsPublishing(permission) : true;
  if (wanted.readonly || !mayPublish) return { scopes: ["read"], packagePatterns };
  if (isGranular && !packagesAll && named.length === 0) {
    throw new InvalidTokenRequestError("read-write", "needs packages; add --packages, --scopes or --packages-all");
  }
  return { scopes: ["read", "publish"], packagePatterns };
}

function grantsPublishing(permission: WantedGrant["permission"]): boolean {
  if (permission === "read-write") return true;
  if (permission === undefined || permission === "read-only") return false;
  throw new InvalidTokenRequestError(permission, "is no permission of this registry; use read-only or read-write");
}

function patternOfScope(scope: string): string {
  const pattern = scope.endsWith("/*") ? scope : `${scope}/*`;
  if (!isNamePattern(pattern)) throw new InvalidTokenRequestError(scope, "is no scope; use one such as `@acme`");
  return pattern;
}
