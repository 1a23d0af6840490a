import { existsSync } from "node:fs";

import { endAccessToken, listAccessTokens, listAccounts, setAccountDisabled } from "@larder/registry-api";
import type { AccessToken, Account } from "@larder/registry-client";

import { control, NoRegistryError, type RegistryPlace } from "./registry-control.ts";

/** Returns the users of a registry, by name, whether or not a server holds the directory. */
export async function listUsers(place: RegistryPlace): Promise<readonly Account[]> {
  assertRegistry(place);
  return (await control(place, { path: "/users/list", body: {}, directly: listAccounts })) as readonly Account[];
}

/** Bars a user from acting, or lets it act again. Throws what the registry refuses it with. */
export async function setDisabled(
  place: RegistryPlace,
  change: { readonly user: string; readonly isDisabled: boolean },
): Promise<void> {
  assertRegistry(place);
  await control(place, {
    path: "/users/disable",
    body: change,
    directly: (database) => setAccountDisabled(database, change, new Date()),
  });
}

/** Returns the tokens of a user that have not ended, newest first. Throws what the registry refuses it with. */
export async function listTokens(place: RegistryPlace, user: string): Promise<readonly AccessToken[]> {
  assertRegistry(place);
  const answer = await control(place, {
    path: "/tokens/list",
    body: { user },
    directly: (database) => listAccessTokens(database, user),
  });
  return answer as readonly AccessToken[];
}

/** Ends a token of a user, by its key or its secret. Throws what the registry refuses it with. */
export async function revokeToken(
  place: RegistryPlace,
  ending: { readonly user: string; readonly key: string },
): Promise<void> {
  assertRegistry(place);
  await control(place, {
    path: "/tokens/end",
    body: ending,
    directly: (database) => endAccessToken(database, ending, new Date()),
  });
}

/** Looking at what is not there must not make it. */
function assertRegistry({ data, databaseUrl }: RegistryPlace): void {
  if (databaseUrl === undefined && !existsSync(data)) throw new NoRegistryError(data);
}
