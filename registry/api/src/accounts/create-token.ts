import {
  appendAudit,
  createTokenSecret,
  getUser,
  insertToken,
  parseUserName,
  type RegistryDatabase,
  type TokenRow,
  type TokenScope,
  tokenScopes,
} from "@larder/registry-database";

import { isAddressRange } from "../origins/address-ranges.ts";
import { isNamePattern } from "../origins/name-pattern.ts";
import { InvalidTokenRequestError } from "./account-errors.ts";
import { type Actor, operator } from "./actor.ts";

/** A token to make. */
export type TokenRequest = {
  readonly user: string;
  /** What a person calls it: `ci`, `laptop`. */
  readonly name: string;
  readonly scopes: readonly string[];
  /** Name patterns; none means every package. */
  readonly packagePatterns?: readonly string[] | undefined;
  readonly expiresAt?: Date | undefined;
  readonly description?: string | undefined;
  /** Address ranges; none means every address. */
  readonly cidrs?: readonly string[] | undefined;
};

/** A new token; `secret` is shown once and kept nowhere. */
export type CreatedToken = { readonly secret: string; readonly token: TokenRow };

/** Makes a token for a user. Throws {@link InvalidTokenRequestError}, `UserNotFoundError`. */
export async function createToken(
  database: RegistryDatabase,
  request: TokenRequest,
  at: Date,
  actor: Actor = operator,
): Promise<CreatedToken> {
  const scopes = parseScopes(request.scopes);
  const packagePatterns = parsePatterns(request.packagePatterns ?? []);
  const cidrs = parseCidrs(request.cidrs ?? []);
  const { secret, hash, prefix } = createTokenSecret();
  return database.db.transaction(async (tx) => {
    const user = await getUser(tx, parseUserName(request.user));
    const token = await insertToken(tx, {
      userId: user.id,
      hash,
      prefix,
      name: request.name.slice(0, 100),
      description: request.description ?? null,
      scopes,
      packagePatterns,
      cidrs,
      createdAt: at,
      expiresAt: request.expiresAt ?? null,
    });
    await appendAudit(tx, {
      at,
      ...actor,
      action: "token.create",
      target: `user:${user.name}`,
      after: { token: prefix, scopes, packagePatterns, cidrs },
    });
    return { secret, token };
  });
}

function parseScopes(scopes: readonly string[]): TokenScope[] {
  const known: readonly string[] = tokenScopes;
  const unknown = scopes.find((scope) => !known.includes(scope));
  if (unknown !== undefined) throw new InvalidTokenRequestError(unknown, `is no scope; use ${tokenScopes.join(", ")}`);
  if (scopes.length === 0) throw new InvalidTokenRequestError("scopes", `is empty; use ${tokenScopes.join(", ")}`);
  return [...new Set(scopes)] as TokenScope[];
}

function parseCidrs(cidrs: readonly string[]): string[] {
  const unknown = cidrs.find((cidr) => !isAddressRange(cidr));
  if (unknown !== undefined) throw new InvalidTokenRequestError(unknown, "is no address range; use `10.0.0.0/8`");
  return [...cidrs];
}

function parsePatterns(patterns: readonly string[]): string[] {
  const unknown = patterns.find((pattern) => !isNamePattern(pattern));
  if (unknown !== undefined)
    throw new InvalidTokenRequestError(unknown, "is no name pattern; use a name or `@scope/*`");
  return [...patterns];
}
