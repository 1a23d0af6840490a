import { findUser, isUserName, type RegistryDatabase, type UserRow, verifyPassword } from "@larder/registry-database";

import { BadCredentialError, ForbiddenError } from "./account-errors.ts";
import { createToken } from "./create-token.ts";
import { createUser } from "./create-user.ts";
import type { LoginLimiter } from "./login-limiter.ts";

/** What a login needs of the registry. */
export type LoginContext = {
  readonly database: RegistryDatabase;
  readonly limiter: LoginLimiter;
  readonly signUp: boolean;
  readonly at: Date;
};

/** A name and a password, and an address for an account that is made on the way. */
export type Credentials = { readonly name: string; readonly password: string; readonly email?: string | undefined };

/** Tokens of a login do what their user may do, but for administration. */
const loginScopes = ["read", "publish"] as const;

/**
 * Logs a user in and returns a new token.
 *
 * Throws {@link BadCredentialError} for a wrong password, {@link ForbiddenError} for a name that has no
 * account where nobody may sign up, `TooManyLoginsError` after too many failures.
 */
export async function logIn(context: LoginContext, credentials: Credentials): Promise<string> {
  const { database, limiter, at } = context;
  const { name, password } = credentials;
  const known = isUserName(name) ? await findUser(database.db, name) : undefined;
  if (known === undefined) assertSignUp(context, name);
  // Names without an account are not counted: they cost nothing to refuse, and would push out those that matter.
  const user = await limiter.inTurn(name, () =>
    known === undefined ? createUser(database, credentials, at) : verifiedUser(known, password),
  );
  if (user === undefined) {
    throw new BadCredentialError(
      `The password of \`${name}\` is wrong`,
      "Try again, or ask the operator for a new one",
    );
  }
  const scopes = user.isAdmin ? [...loginScopes, "admin"] : loginScopes;
  const { secret } = await createToken(database, { user: user.name, name: "login", scopes }, at, user.name);
  return secret;
}

function assertSignUp({ signUp }: LoginContext, name: string): void {
  if (signUp) return;
  throw new ForbiddenError(
    `There is no user \`${name.slice(0, 64)}\`, and this registry does not let strangers sign up`,
    `The operator can run \`larder user add ${isUserName(name) ? name : "NAME"}\``,
  );
}

async function verifiedUser(user: UserRow, password: string): Promise<UserRow | undefined> {
  if (user.passwordHash === null || !(await verifyPassword(password, user.passwordHash))) return undefined;
  if (user.disabledAt !== null) throw new BadCredentialError(`The user \`${user.name}\` is disabled`);
  return user;
}
