import { ExpectedError } from "@larder/errors";
import {
  appendAudit,
  completeWebLogin,
  findOpenWebLogin,
  findUserById,
  findWebLogin,
  hashTokenSecret,
  insertWebLogin,
  type RegistryDatabase,
  takeWebLogin,
  type WebLoginRow,
} from "@larder/registry-database";
import { randomBytes } from "node:crypto";

import { BadCredentialError } from "./account-errors.ts";
import { checkLogin, createLoginToken, type Credentials, type LoginContext } from "./log-in.ts";

const lifetimeMs = 10 * 60_000;

/** The two secrets of a login in a browser: one leads to its page, the other one to its token. */
export type StartedWebLogin = { readonly pageSecret: string; readonly doneSecret: string };

/** Starts a login that a person makes in a browser while a client waits. Its state is kept in the database. */
export async function startWebLogin({
  database,
  limiter,
  at,
  address,
}: Pick<LoginContext, "database" | "limiter" | "at" | "address">): Promise<StartedWebLogin> {
  limiter.countStart(address);
  const [pageSecret, doneSecret] = [createSecret(), createSecret()];
  await insertWebLogin(database.db, {
    pageHash: hashTokenSecret(pageSecret),
    doneHash: hashTokenSecret(doneSecret),
    createdAt: at,
    expiresAt: new Date(at.getTime() + lifetimeMs),
    address: address ?? null,
  });
  return { pageSecret, doneSecret };
}

/** Returns the login whose page this is, while it waits for somebody. Throws {@link WebLoginExpiredError}. */
export async function getOpenWebLogin(database: RegistryDatabase, pageSecret: string, at: Date): Promise<WebLoginRow> {
  const login = await findOpenWebLogin(database.db, hashTokenSecret(pageSecret), at);
  if (login === undefined) throw new WebLoginExpiredError();
  return login;
}

/** Logs somebody in for the client that waits. Throws {@link WebLoginExpiredError} and what `checkLogin` throws. */
export async function makeWebLogin(context: LoginContext, pageSecret: string, credentials: Credentials): Promise<void> {
  const { database, at, address } = context;
  const login = await getOpenWebLogin(database, pageSecret, at);
  const user = await checkLogin(context, credentials);
  await database.db.transaction(async (tx) => {
    if (!(await completeWebLogin(tx, { id: login.id, userId: user.id }))) throw new WebLoginExpiredError();
    await appendAudit(tx, {
      at,
      actorId: user.id,
      actor: user.name,
      action: "user.web-login",
      target: `user:${user.name}`,
      after: { client: login.address },
      ip: address ?? null,
    });
  });
}

/**
 * Returns the new token of the login that a client waits for; `undefined` while nobody has made it.
 *
 * The token is made only now, so that it stands nowhere until its one reader asks. Throws
 * {@link WebLoginExpiredError} when there is no such login, or its token was given out.
 */
export async function takeWebLoginToken(
  context: Pick<LoginContext, "database" | "at" | "address">,
  doneSecret: string,
): Promise<string | undefined> {
  const { database, at } = context;
  const login = await findWebLogin(database.db, hashTokenSecret(doneSecret), at);
  if (login === undefined) throw new WebLoginExpiredError();
  if (login.userId === null) return undefined;
  const user = await findUserById(database.db, login.userId);
  if (!(await takeWebLogin(database.db, login.id))) throw new WebLoginExpiredError();
  if (user === undefined || user.disabledAt !== null) throw new BadCredentialError("The user is disabled");
  return createLoginToken(context, user);
}

function createSecret(): string {
  return randomBytes(24).toString("base64url");
}

/** Nobody waits for the login any more, or it was made already. */
export class WebLoginExpiredError extends ExpectedError {
  readonly code = "E404";

  constructor() {
    super("This login has expired, or was made already", { hint: "Start again with `npm login`" });
  }
}
