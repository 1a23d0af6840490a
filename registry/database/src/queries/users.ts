import { findViolatedConstraint } from "@larder/sql";
import { and, asc, eq, gt, isNull, sql } from "drizzle-orm";

import { UserExistsError } from "../conflict-errors.ts";
import type { Database } from "../database.ts";
import { UserNotFoundError } from "../not-found-errors.ts";
import { onlyRow } from "../only-row.ts";
import { users } from "../schema/users.ts";
import type { UserName } from "../user-name.ts";

/** Someone who may act here. */
export type UserRow = typeof users.$inferSelect;

/** A user to insert; `passwordHash` comes from `hashPassword`. */
export type NewUser = typeof users.$inferInsert;

/** Inserts a user. Throws {@link UserExistsError}; the transaction is then spent. */
export async function insertUser(db: Database, row: NewUser): Promise<UserRow> {
  try {
    return onlyRow(await db.insert(users).values(row).returning());
  } catch (error) {
    if (findViolatedConstraint(error) !== "users_name_unique") throw error;
    throw new UserExistsError(row.name);
  }
}

/** Returns the user. Throws {@link UserNotFoundError}. */
export async function getUser(db: Database, name: UserName): Promise<UserRow> {
  const user = await findUser(db, name);
  if (user === undefined) throw new UserNotFoundError(name);
  return user;
}

/** Returns the user; `undefined` when there is none of that name. */
export async function findUser(db: Database, name: UserName): Promise<UserRow | undefined> {
  const [user] = await db.select().from(users).where(eq(users.name, name));
  return user;
}

/** Returns the user with this id; `undefined` when there is none. */
export async function findUserById(db: Database, userId: number): Promise<UserRow | undefined> {
  const [user] = await db.select().from(users).where(eq(users.id, userId));
  return user;
}

/** Returns the user, locked until the transaction ends. Throws {@link UserNotFoundError}. */
export async function lockUser(db: Database, name: UserName): Promise<UserRow> {
  const [user] = await db.select().from(users).where(eq(users.name, name)).for("update");
  if (user === undefined) throw new UserNotFoundError(name);
  return user;
}

/** The ids of the administrators who are not disabled, locked until the transaction ends, in the order of their ids. */
export async function lockAdmins(db: Database): Promise<number[]> {
  const rows = await db
    .select({ id: users.id })
    .from(users)
    .where(and(users.isAdmin, isNull(users.disabledAt)))
    .orderBy(asc(users.id))
    .for("update");
  return rows.map(({ id }) => id);
}

/** Users sorted by name, after the one named `after`. */
export async function listUsers(
  db: Database,
  { after, size }: { readonly after?: string | undefined; readonly size: number },
): Promise<UserRow[]> {
  const later = after === undefined ? undefined : gt(users.name, after as UserName);
  return db.select().from(users).where(later).orderBy(asc(users.name)).limit(size);
}

/** How many users there are; none means that nobody can publish yet. */
export async function countUsers(db: Database): Promise<number> {
  return onlyRow(await db.select({ total: sql<number>`count(*)::int` }).from(users)).total;
}

/** Replaces the password of a user. */
export async function setPasswordHash(
  db: Database,
  { userId, passwordHash }: { readonly userId: number; readonly passwordHash: string },
): Promise<void> {
  await db.update(users).set({ passwordHash }).where(eq(users.id, userId));
}

/** Replaces the address of a user, or with `null` removes it. */
export async function setEmail(
  db: Database,
  { userId, email }: { readonly userId: number; readonly email: string | null },
): Promise<void> {
  await db.update(users).set({ email }).where(eq(users.id, userId));
}

/** Makes a user an administrator, or no longer one. */
export async function setAdmin(
  db: Database,
  { userId, isAdmin }: { readonly userId: number; readonly isAdmin: boolean },
): Promise<void> {
  await db.update(users).set({ isAdmin }).where(eq(users.id, userId));
}

/** Bars a user from acting, or with `null` lets it act again. */
export async function setDisabled(
  db: Database,
  { userId, at }: { readonly userId: number; readonly at: Date | null },
): Promise<void> {
  await db.update(users).set({ disabledAt: at }).where(eq(users.id, userId));
}
