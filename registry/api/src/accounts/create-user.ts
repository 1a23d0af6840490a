import {
  appendAudit,
  hashPassword,
  insertUser,
  parseUserName,
  type RegistryDatabase,
  type UserRow,
} from "@larder/registry-database";

import { WeakPasswordError } from "./account-errors.ts";
import { type Actor, operator } from "./actor.ts";

const passwordLengthMin = 8;
const passwordLengthMax = 256;

/** An account to make. */
export type NewAccount = {
  readonly name: string;
  /** Without one the user cannot log in, and acts by the tokens that an administrator makes. */
  readonly password?: string | undefined;
  readonly email?: string | undefined;
  readonly isAdmin?: boolean | undefined;
};

/** Makes a user. Throws `InvalidUserNameError`, {@link WeakPasswordError}, `UserExistsError`. */
export async function createUser(
  database: RegistryDatabase,
  account: NewAccount,
  at: Date,
  actor: Actor = operator,
): Promise<UserRow> {
  const name = parseUserName(account.name);
  const { password } = account;
  if (password !== undefined) assertPassword(password);
  const passwordHash = password === undefined ? null : await hashPassword(password);
  return database.db.transaction(async (tx) => {
    const isAdmin = account.isAdmin ?? false;
    const user = await insertUser(tx, { name, email: account.email ?? null, passwordHash, isAdmin, createdAt: at });
    await appendAudit(tx, { at, ...actor, action: "user.create", target: `user:${name}`, after: { isAdmin } });
    return user;
  });
}

/** Throws {@link WeakPasswordError} unless `password` may become one. */
export function assertPassword(password: string): void {
  if (password.length < passwordLengthMin || password.length > passwordLengthMax) {
    throw new WeakPasswordError(passwordLengthMin, passwordLengthMax);
  }
}
