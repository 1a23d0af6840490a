import type { TokenRow } from "@larder/registry-database";

/** Returns a token as npm lists it; `key` names it in requests and is no secret. */
export function tokenObject(token: TokenRow): object {
  return {
    key: token.hash,
    token: token.prefix,
    name: token.name,
    description: token.description,
    created: token.createdAt.toISOString(),
    updated: token.createdAt.toISOString(),
    expires: token.expiresAt?.toISOString() ?? null,
    last_used: token.lastUsedAt?.toISOString() ?? null,
    readonly: !token.scopes.includes("publish") && !token.scopes.includes("admin"),
    scopes: token.scopes,
    packages: token.packagePatterns,
    // npm prints whatever list stands here, also an empty one.
    cidr_whitelist: token.cidrs.length === 0 ? null : token.cidrs,
  };
}
