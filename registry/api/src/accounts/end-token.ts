import { ExpectedError } from "@larder/errors";
import {
  appendAudit,
  findTokenByHash,
  hashTokenSecret,
  type RegistryDatabase,
  revokeToken,
  tokenPrefix,
} from "@larder/registry-database";

import type { Actor } from "./actor.ts";

/** A token to end. */
export type TokenEnding = {
  /** What names the token: its key, or its secret. */
  readonly key: string;
  /** Only a token of this user is meant. */
  readonly ownerId: number;
  readonly actor: Actor;
  readonly at: Date;
};

/** Ends a token. Returns whether there was one to end. */
export async function endToken(database: RegistryDatabase, { key, ownerId, actor, at }: TokenEnding): Promise<boolean> {
  const hash = key.startsWith(tokenPrefix) ? hashTokenSecret(key) : key;
  return database.db.transaction(async (tx) => {
    const found = await findTokenByHash(tx, hash);
    if (found === undefined || found.user.id !== ownerId) return false;
    const { token, user } = found;
    const isEnded = await revokeToken(tx, { tokenId: token.id, userId: user.id, at });
    // Another request may have ended it just now, and has said so.
    if (!isEnded) return false;
    await appendAudit(tx, {
      at,
      ...actor,
      action: "token.revoke",
      target: `user:${user.name}`,
      before: { token: token.prefix, name: token.name },
    });
    return true;
  });
}

/** There is no token of this key that the caller may end. */
export class TokenNotFoundError extends ExpectedError {
  readonly code = "E404";

  constructor() {
    super("You have no such token, or it has ended already", { hint: "See what you have with `npm token list`" });
  }
}
