import { and, desc, eq, getTableColumns, isNull, lt, sql } from "drizzle-orm";

import type { Database } from "../database.ts";
import { onlyRow } from "../only-row.ts";
import type { Page } from "../page.ts";
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

/** When a token was last used. */
export type TokenUse = { readonly tokenId: number; readonly at: Date };

/** Notes when tokens were used, in one statement; a note that comes late does not replace a newer one. */
export async function noteTokenUses(db: Database, uses: readonly TokenUse[]): Promise<void> {
  const rows = JSON.stringify(uses.map(({ tokenId, at }) => ({ id: tokenId, at })));
  await db.execute(sql`
    update ${tokens} set last_used_at = greatest(${tokens.lastUsedAt}, used.at)
    from jsonb_to_recordset(${rows}::jsonb) as used (id integer, at timestamptz)
    where ${tokens.id} = used.id`);
}

/** The tokens of a user that were not revoked, newest first. */
export async function listTokens(db: Database, userId: number, page: Page): Promise<TokenRow[]> {
  return db
    .select()
    .from(tokens)
    .where(and(eq(tokens.userId, userId), isNull(tokens.revokedAt)))
    .orderBy(desc(tokens.id))
    .limit(page.size)
    .offset(page.from);
}

/** The same from the newest down; with `before`, only those that are older than the token with that id. */
export async function listTokensBefore(
  db: Database,
  userId: number,
  { before, size }: { readonly before?: number | undefined; readonly size: number },
): Promise<TokenRow[]> {
  const older = before === undefined ? undefined : lt(tokens.id, before);
  return db
    .select()
    .from(tokens)
    .where(and(eq(tokens.userId, userId), isNull(tokens.revokedAt), older))
    .orderBy(desc(tokens.id))
    .limit(size);
}

/** How many tokens a user has that were not revoked. */
export async function countTokens(db: Database, userId: number): Promise<number> {
  return db.$count(tokens, and(eq(tokens.userId, userId), isNull(tokens.revokedAt)));
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
