import { and, desc, eq, getTableColumns, isNull, lt, or } from "drizzle-orm";

import type { Database } from "../database.ts";
import { onlyRow } from "../only-row.ts";
import { tokens } from "../schema/tokens.ts";
import { users } from "../schema/users.ts";
import type { UserRow } from "./users.ts";

/** A credential, without its secret. */
export type TokenRow = typeof tokens.$inferSelect;

/** A credential to insert; `hash` and `prefix` come from `createTokenSecret`. */
export type NewToken = typeof tokens.$inferInsert;

/** Inserts a token. */
export async function insertToken(db: Database, row: NewToken): Promise<TokenRow> {
  return onlyRow(await db.insert(tokens).values(row).returning());
}

/**
 * Returns the token and its user; `undefined` when there is none, or it was revoked.
 *
 * Whether it is expired, and the user disabled, is for the caller to see: it has the clock, and the words.
 */
export async function findTokenByHash(
  db: Database,
  hash: string,
): Promise<{ readonly token: TokenRow; readonly user: UserRow } | undefined> {
  const [row] = await db
    .select({ token: getTableColumns(tokens), user: getTableColumns(users) })
    .from(tokens)
    .innerJoin(users, eq(users.id, tokens.userId))
    .where(and(eq(tokens.hash, hash), isNull(tokens.revokedAt)));
  return row;
}

/** Notes that a token was used. Writes at most once a minute for each, since every request would. */
export async function touchToken(
  db: Database,
  { tokenId, at }: { readonly tokenId: number; readonly at: Date },
): Promise<void> {
  const aMinuteBefore = new Date(at.getTime() - 60_000);
  const isStale = or(isNull(tokens.lastUsedAt), lt(tokens.lastUsedAt, aMinuteBefore));
  await db
    .update(tokens)
    .set({ lastUsedAt: at })
    .where(and(eq(tokens.id, tokenId), isStale));
}

/** The tokens of a user that were not revoked, newest first. */
export async function listTokens(db: Database, userId: number): Promise<TokenRow[]> {
  return db
    .select()
    .from(tokens)
    .where(and(eq(tokens.userId, userId), isNull(tokens.revokedAt)))
    .orderBy(desc(tokens.id));
}

/** Ends a token of the user. Returns whether there was one to end. */
export async function revokeToken(
  db: Database,
  { tokenId, userId, at }: { readonly tokenId: number; readonly userId: number; readonly at: Date },
): Promise<boolean> {
  const revoked = await db
    .update(tokens)
    .set({ revokedAt: at })
    .where(and(eq(tokens.id, tokenId), eq(tokens.userId, userId), isNull(tokens.revokedAt)))
    .returning({ id: tokens.id });
  return revoked.length > 0;
}
