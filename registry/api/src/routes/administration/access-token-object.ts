import type { AccessToken } from "@larder/registry-client";
import type { TokenRow } from "@larder/registry-database";

/** Returns a token of the user as the API shows it. */
export function accessTokenObject(token: TokenRow, user: string): AccessToken {
  return {
    key: token.hash,
    user,
    prefix: token.prefix,
    name: token.name,
    description: token.description,
    scopes: token.scopes,
    packages: token.packagePatterns,
    cidrs: token.cidrs,
    created: token.createdAt.toISOString(),
    expires: token.expiresAt?.toISOString() ?? null,
    lastUsed: token.lastUsedAt?.toISOString() ?? null,
  };
}
