import { appendAudit, findTokenByHash, type RegistryDatabase, revokeToken } from "@larder/registry-database";

import type { UserCaller } from "./caller.ts";

/** Ends the token with this hash, when it is one of the caller's. Returns whether it was. */
export async function revokeOwnToken(
  database: RegistryDatabase,
  ending: {
    readonly caller: UserCaller;
    readonly hash: string;
    readonly at: Date;
    readonly address?: string | undefined;
  },
): Promise<boolean> {
  const { caller, hash, at, address } = ending;
  return database.db.transaction(async (tx) => {
    const found = await findTokenByHash(tx, hash);
    if (found === undefined || found.user.id !== caller.userId) return false;
    const isEnded = await revokeToken(tx, { tokenId: found.token.id, userId: caller.userId, at });
    await appendAudit(tx, {
      at,
      actorId: caller.userId,
      actor: caller.name,
      action: "token.revoke",
      target: `user:${caller.name}`,
      before: { token: found.token.prefix, name: found.token.name },
      ip: address ?? null,
    });
    return isEnded;
  });
}
