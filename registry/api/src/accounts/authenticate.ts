import {
  findTokenByHash,
  hashTokenSecret,
  type RegistryDatabase,
  type TokenRow,
  type UserRow,
} from "@larder/registry-database";

import { BadCredentialError } from "./account-errors.ts";
import { anonymous, type Caller } from "./caller.ts";

/**
 * Returns who sends a request with this `Authorization` header; nobody without one.
 *
 * Only bearer tokens count: a password with every request would cost a hash with every request.
 * Throws {@link BadCredentialError} for a token that is unknown, expired, revoked or of a disabled user.
 */
export async function authenticate(
  { db }: RegistryDatabase,
  authorization: string | undefined,
  now: Date,
): Promise<Caller> {
  if (authorization === undefined || authorization.trim() === "") return anonymous;
  const found = await findTokenByHash(db, hashTokenSecret(parseBearer(authorization)));
  if (found === undefined) throw new BadCredentialError("The token is not known to this registry, or was revoked");

  const { token: row, user } = found;
  assertUsable(found, now);
  return {
    type: "user",
    userId: user.id,
    name: user.name,
    email: user.email,
    isAdmin: user.isAdmin,
    token: { id: row.id, scopes: row.scopes, packagePatterns: row.packagePatterns, cidrs: row.cidrs },
  };
}

function parseBearer(authorization: string): string {
  const token = /^Bearer +(\S+)$/i.exec(authorization.trim())?.[1];
  if (token === undefined) {
    throw new BadCredentialError("This registry takes tokens, not passwords, with each request");
  }
  return token;
}

function assertUsable({ token, user }: { token: TokenRow; user: UserRow }, now: Date): void {
  if (token.expiresAt !== null && token.expiresAt <= now) throw new BadCredentialError("The token has expired");
  if (user.disabledAt !== null) throw new BadCredentialError(`The user \`${user.name}\` is disabled`);
}
