import { existsSync } from "node:fs";

import { ExpectedError } from "@larder/errors";
import { createToken, createUser, importAdvisories } from "@larder/registry-api";
import { openRegistryDatabase, type RegistryDatabase } from "@larder/registry-database";
import { DirectoryHeldError, holdDirectory } from "@larder/sql";

import { askHolder } from "./ask-holder.ts";
import { makeDataDirectory } from "./data-directory.ts";
import { locationOf } from "./start-registry.ts";

/** Which registry: a data directory, or the Postgres server that its database is on. */
export type RegistryPlace = { readonly data: string; readonly databaseUrl: string | undefined };

export type NewUser = { readonly name: string; readonly password: string; readonly isAdmin: boolean };
export type NewToken = {
  readonly user: string;
  readonly name: string;
  readonly scopes: readonly string[];
  /** Names and patterns; none means every package. */
  readonly packagePatterns?: readonly string[];
  /** Address ranges; none means every address. */
  readonly cidrs?: readonly string[];
  readonly expiresAt?: Date | undefined;
};

/** Creates a user, whether or not a server holds the directory. Throws what the registry refuses it with. */
export async function addUser(place: RegistryPlace, user: NewUser): Promise<void> {
  await control(place, {
    path: "/users",
    body: user,
    directly: (database) => createUser(database, user, new Date()),
  });
}

/** Creates a token and returns it: it is kept nowhere, so this is the only time that it can be read. */
export async function addToken(place: RegistryPlace, token: NewToken): Promise<string> {
  if (place.databaseUrl === undefined && !existsSync(place.data)) throw new NoRegistryError(place.data);
  const answer = await control(place, {
    path: "/tokens",
    body: token,
    directly: async (database) => ({ token: (await createToken(database, token, new Date())).secret }),
  }).catch((error: unknown) => {
    throw error instanceof ExpectedError && error.code === "E404" ? new UnknownUserError(place, token.user) : error;
  });
  if (typeof answer === "object" && answer !== null && "token" in answer) return String(answer.token);
  throw new Error("The registry answered a new token without saying it");
}

/** What was imported, as a command shows it. */
export type ImportedAdvisories = {
  readonly advisories: number;
  /** When the newest of them was last changed, ISO 8601. */
  readonly modifiedAt: string;
};

/** Imports the advisories in the file `archive`. Throws what the registry refuses it with. */
export async function addAdvisories(place: RegistryPlace, archive: string): Promise<ImportedAdvisories> {
  const answer = await control(place, {
    path: "/advisories",
    body: { archive },
    directly: (database) => importAdvisories(database, archive),
  });
  const { advisories, modifiedAt } = answer as { advisories: number; modifiedAt: Date | string };
  return { advisories, modifiedAt: new Date(modifiedAt).toISOString() };
}

/** A token belongs to a user, and where no registry is there are none. */
export class NoRegistryError extends ExpectedError {
  readonly code = "E404";

  constructor(data: string) {
    super(`There is no registry in \`${data}\``, {
      hint: "Name its data directory with `--data DIRECTORY`, or make its first user with `larder user add NAME --admin`",
    });
  }
}

/** The user of a new token is not there; the next step is one in the same registry. */
export class UnknownUserError extends ExpectedError {
  readonly code = "E404";
  readonly user: string;

  constructor({ data, databaseUrl }: RegistryPlace, user: string) {
    const where = databaseUrl === undefined ? `--data ${data}` : "--database-url URL";
    super(`User \`${user}\` does not exist`, { hint: `Make it with \`larder user add ${user} ${where}\`` });
    this.user = user;
  }
}

type Operation = {
  /** Its address at the control socket, and what is sent there. */
  readonly path: string;
  readonly body: unknown;
  /** The same on an open database. */
  readonly directly: (database: RegistryDatabase) => Promise<unknown>;
};

/**
 * Does `operation` on the database when nobody has it, and through the control socket of the server
 * that has it otherwise. A Postgres server is open to all, so there it is always done directly.
 */
export async function control(place: RegistryPlace, operation: Operation): Promise<unknown> {
  if (place.databaseUrl !== undefined) return await onDatabase(place, operation);
  makeDataDirectory(place.data);
  let hold;
  try {
    hold = holdDirectory(place.data, { command: "larder user, token or advisories" });
  } catch (error) {
    if (!(error instanceof DirectoryHeldError)) throw error;
    return await askHolder(error, operation);
  }
  try {
    return await onDatabase(place, operation);
  } finally {
    hold.release();
  }
}

async function onDatabase(place: RegistryPlace, { directly }: Operation): Promise<unknown> {
  const database = await openRegistryDatabase(locationOf(place));
  try {
    return await directly(database);
  } finally {
    await database.close();
  }
}
