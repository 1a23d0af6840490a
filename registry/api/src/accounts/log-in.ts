import {
  findUser,
  getUser,
  isUserName,
  type RegistryDatabase,
  type UserName,
  type UserRow,
  verifyPassword,
} from "@larder/registry-database";

import { BadCredentialError, ForbiddenError } from "./account-errors.ts";
import type { Actor } from "./actor.ts";
import { createToken } from "./create-token.ts";
import { createUser } from "./create-user.ts";
import type { LoginLimiter } from "./login-limiter.ts";

/** What a login needs of the registry. */
export type LoginContext = {
  readonly database: RegistryDatabase;
  readonly limiter: LoginLimiter;
  readonly signUp: boolean;
  readonly at: Date;
  /** Where the client is; `undefined` when nobody knows. */
  readonly address: string | undefined;
};

/** A name and a password, and an address for an account that is made on the way. */
export type Credentials = { readonly name: string; readonly password: string; readonly email?: string | undefined };

/** Tokens of a login do what their user may do, but for administration. */
const loginScopes = ["read", "publish"] as const;

/** Logs a user in and returns a new token. Throws what {@link checkLogin} throws. */
export async function logIn(context: LoginContext, credentials: Credentials): Promise<string> {
  return createLoginToken(context, await checkLogin(context, credentials));
}

/** Makes the token of a login for the client at `address`, and returns its secret. */
export async function createLoginToken(
  { database, at, address }: Pick<LoginContext, "database" | "at" | "address">,
  user: UserRow,
): Promise<string> {
  const scopes = user.isAdmin ? [...loginScopes, "admin"] : loginScopes;
  const actor: Actor = { actorId: user.id, actor: user.name, ip: address ?? null };
  const { secret } = await createToken(database, { user: user.name, name: "login", scopes }, at, actor);
  return secret;
}

/**
 * Returns the user whose name and password these are.
 *
 * Throws {@link BadCredentialError} for a wrong password, {@link ForbiddenError} for a name that has no
 * account where nobody may sign up, `TooManyLoginsError` after too many failures.
 */
export async function checkLogin(context: LoginContext, credentials: Credentials): Promise<UserRow> {
  const { database, limiter, address } = context;
  const { name, password } = credentials;
  const known = isUserName(name) ? await findUser(database.db, name) : undefined;
  if (known === undefined) assertSignUp(context, name);
  // Names without an account are not counted: they cost nothing to refuse, and would push out those that matter.
  const user = await limiter.inTurn({ name, address }, () =>
    known === undefined ? createOwnAccount(context, credentials) : verifiedUser(known, password),
  );
  if (user === undefined) throw new WrongPasswordError(name);
  return user;
}

/** Returns the user `name`, who is logged in and says their password once more. Throws {@link BadCredentialError}. */
export async function confirmPassword(
  { database, limiter, address }: Pick<LoginContext, "database" | "limiter" | "address">,
  { name, password }: { readonly name: UserName; readonly password: string },
): Promise<UserRow> {
  const known = await getUser(database.db, name);
  const user = await limiter.inTurn({ name, address }, () => verifiedUser(known, password));
  if (user === undefined) throw new WrongPasswordError(name);
  return user;
}

/** Whoever signs up does it themselves, before they have an account. */
function createOwnAccount({ database, at, address }: LoginContext, credentials: Credentials): Promise<UserRow> {
  return createUser(database, credentials, at, { actorId: null, actor: credentials.name, ip: address ?? null });
}

class WrongPasswordError extends BadCredentialError {
  constructor(name: string) {
    super(`The password of \`${name}\` is wrong`, "Try again, or ask the operator for a new one");
  }
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
