import type { AccessToken, Account } from "@larder/registry-client";
import { getUser, listTokensBefore, listUsers, parseUserName, type RegistryDatabase } from "@larder/registry-database";

import { operator } from "./accounts/actor.ts";
import { changeAccount } from "./accounts/change-account.ts";
import { endToken, TokenNotFoundError } from "./accounts/end-token.ts";
import { accessTokenObject } from "./routes/administration/access-token-object.ts";
import { accountObject } from "./routes/administration/account-object.ts";

/** More than anybody reads in a terminal; programs ask the API, page by page. */
const rowsMax = 10_000;

/** Returns the users by name, for the operator of the machine. */
export async function listAccounts({ db }: RegistryDatabase): Promise<Account[]> {
  return (await listUsers(db, { size: rowsMax })).map(accountObject);
}

/** Bars a user from acting, or lets it act again, as the operator. Throws `UserNotFoundError`, `LastAdminError`. */
export async function setAccountDisabled(
  database: RegistryDatabase,
  { user, isDisabled }: { readonly user: string; readonly isDisabled: boolean },
  at: Date,
): Promise<Account> {
  return accountObject(await changeAccount(database, parseUserName(user), { isDisabled }, { actor: operator, at }));
}

/** Returns the tokens of a user that have not ended, newest first, for the operator. Throws `UserNotFoundError`. */
export async function listAccessTokens({ db }: RegistryDatabase, user: string): Promise<AccessToken[]> {
  const owner = await getUser(db, parseUserName(user));
  const rows = await listTokensBefore(db, owner.id, { size: rowsMax });
  return rows.map((token) => accessTokenObject(token, owner.name));
}

/** Ends a token of a user, as the operator. Throws `UserNotFoundError`, `TokenNotFoundError`. */
export async function endAccessToken(
  database: RegistryDatabase,
  { user, key }: { readonly user: string; readonly key: string },
  at: Date,
): Promise<void> {
  const { id: ownerId } = await getUser(database.db, parseUserName(user));
  if (!(await endToken(database, { key, ownerId, actor: operator, at }))) throw new TokenNotFoundError();
}
