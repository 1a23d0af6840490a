import { and, eq, gt, isNotNull, isNull, lte } from "drizzle-orm";

import type { Database } from "../database.ts";
import { onlyRow } from "../only-row.ts";
import { webLogins } from "../schema/web-logins.ts";

/** A login in a browser that a client waits for. */
export type WebLoginRow = typeof webLogins.$inferSelect;

/** A login to wait for; the hashes are those of two secrets. */
export type NewWebLogin = Omit<typeof webLogins.$inferInsert, "id" | "userId">;

/** Inserts a login that nobody has made yet, and removes those that came to nothing. */
export async function insertWebLogin(db: Database, row: NewWebLogin): Promise<WebLoginRow> {
  await db.delete(webLogins).where(lte(webLogins.expiresAt, row.createdAt));
  return onlyRow(await db.insert(webLogins).values(row).returning());
}

/** Finds the login of a page, while somebody may still log in there. */
export async function findOpenWebLogin(db: Database, pageHash: string, at: Date): Promise<WebLoginRow | undefined> {
  const isOpen = and(isNull(webLogins.userId), gt(webLogins.expiresAt, at));
  const [row] = await db
    .select()
    .from(webLogins)
    .where(and(eq(webLogins.pageHash, pageHash), isOpen));
  return row;
}

/** Finds the login that a client waits for, made or not. */
export async function findWebLogin(db: Database, doneHash: string, at: Date): Promise<WebLoginRow | undefined> {
  const [row] = await db
    .select()
    .from(webLogins)
    .where(and(eq(webLogins.doneHash, doneHash), gt(webLogins.expiresAt, at)));
  return row;
}

/** Notes who logged in. Returns whether the login was still open: of two at once only one makes it. */
export async function completeWebLogin(
  db: Database,
  { id, userId }: { readonly id: number; readonly userId: number },
): Promise<boolean> {
  const completed = await db
    .update(webLogins)
    .set({ userId })
    .where(and(eq(webLogins.id, id), isNull(webLogins.userId)))
    .returning({ id: webLogins.id });
  return completed.length > 0;
}

/** Removes a login that somebody has made. Returns whether it was there: of two clients only one gets the token. */
export async function takeWebLogin(db: Database, id: number): Promise<boolean> {
  const taken = await db
    .delete(webLogins)
    .where(and(eq(webLogins.id, id), isNotNull(webLogins.userId)))
    .returning({ id: webLogins.id });
  return taken.length > 0;
}
