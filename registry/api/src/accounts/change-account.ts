import { ExpectedError } from "@larder/errors";
import {
  appendAudit,
  type Database,
  getUser,
  hashPassword,
  lockAdmins,
  lockUser,
  type RegistryDatabase,
  setAdmin,
  setDisabled,
  setEmail,
  setPasswordHash,
  type UserName,
  type UserRow,
} from "@larder/registry-database";

import type { Actor } from "./actor.ts";
import { assertPassword } from "./create-user.ts";

/** What of an account an administrator changes; what is `undefined` stays. */
export type AccountChange = {
  readonly isAdmin?: boolean | undefined;
  readonly isDisabled?: boolean | undefined;
  readonly email?: string | null | undefined;
  readonly password?: string | undefined;
};

/**
 * Changes the account of a user, for an administrator, and returns it as it is then.
 *
 * A change that changes nothing writes nothing. Throws `UserNotFoundError`, `WeakPasswordError`,
 * {@link LastAdminError}.
 */
export async function changeAccount(
  database: RegistryDatabase,
  name: UserName,
  change: AccountChange,
  { actor, at }: { readonly actor: Actor; readonly at: Date },
): Promise<UserRow> {
  if (change.password !== undefined) assertPassword(change.password);
  const passwordHash = change.password === undefined ? undefined : await hashPassword(change.password);
  return database.db.transaction(async (tx) => {
    const user = await lockAccount(tx, name, change);
    const changed = changesOf(user, change);
    await writeAccount(tx, user.id, { ...changed, passwordHash }, at);

    const after = { ...changed, ...(passwordHash === undefined ? {} : { passwordChanged: true }) };
    if (Object.keys(after).length === 0) return user;
    await appendAudit(tx, {
      at,
      ...actor,
      action: "user.update",
      target: `user:${name}`,
      before: pick(factsOf(user), Object.keys(changed)),
      after,
    });
    return getUser(tx, name);
  });
}

/** Without an administrator only the operator of the machine can help. */
export class LastAdminError extends ExpectedError {
  readonly code = "E409";
  readonly userName: UserName;

  constructor(userName: UserName) {
    super(`\`${userName}\` is the last administrator`, { hint: "Make another user an administrator first" });
    this.userName = userName;
  }
}

type Facts = { readonly isAdmin: boolean; readonly isDisabled: boolean; readonly email: string | null };

/** Two administrators who take the right from each other at the same time queue here. */
async function lockAccount(tx: Database, name: UserName, { isAdmin, isDisabled }: AccountChange): Promise<UserRow> {
  const takesRights = isAdmin === false || isDisabled === true;
  const admins = takesRights ? await lockAdmins(tx) : [];
  const user = await lockUser(tx, name);
  if (admins.length === 1 && admins[0] === user.id) throw new LastAdminError(name);
  return user;
}

async function writeAccount(
  tx: Database,
  userId: number,
  { isAdmin, isDisabled, email, passwordHash }: Partial<Facts> & { readonly passwordHash: string | undefined },
  at: Date,
): Promise<void> {
  if (isAdmin !== undefined) await setAdmin(tx, { userId, isAdmin });
  if (isDisabled !== undefined) await setDisabled(tx, { userId, at: isDisabled ? at : null });
  if (email !== undefined) await setEmail(tx, { userId, email });
  if (passwordHash !== undefined) await setPasswordHash(tx, { userId, passwordHash });
}

function factsOf({ isAdmin, disabledAt, email }: UserRow): Facts {
  return { isAdmin, isDisabled: disabledAt !== null, email };
}

/** What of `change` is not so already. */
function changesOf(user: UserRow, change: AccountChange): Partial<Facts> {
  const facts = factsOf(user);
  const names = (["isAdmin", "isDisabled", "email"] as const).filter(
    (name) => change[name] !== undefined && change[name] !== facts[name],
  );
  return pick({ ...facts, ...definedOf(change) }, names);
}

function definedOf({ isAdmin, isDisabled, email }: AccountChange): Partial<Facts> {
  return {
    ...(isAdmin === undefined ? {} : { isAdmin }),
    ...(isDisabled === undefined ? {} : { isDisabled }),
    ...(email === undefined ? {} : { email }),
  };
}

function pick<Source extends object>(source: Source, names: readonly string[]): Partial<Source> {
  return Object.fromEntries(Object.entries(source).filter(([name]) => names.includes(name))) as Partial<Source>;
}
