import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";

import { ExpectedError } from "@larder/errors";
import { createRegistryClient, RegistryError } from "@larder/registry-client";

import { findToken, tokenKey } from "../npmrc/npm-settings.ts";
import { readNpmrc } from "../npmrc/read-npmrc.ts";
import { setInNpmrc } from "../npmrc/write-npmrc.ts";
import { createPassword } from "../serving/password.ts";
import { addToken, addUser } from "../serving/registry-control.ts";

/** Who publishes in the tour. */
const tourUser = "tour";

export type TourAccount = {
  readonly token: string;
  /** A private `.npmrc` with the token; the user's own is never touched. */
  readonly userConfig: string;
  readonly isNew: boolean;
};

/** Returns the account of the tour in the registry that serves `data` at `registry`; it is made when it is missing. */
export async function openTourAccount(data: string, registry: string): Promise<TourAccount> {
  const userConfig = join(data, "tour", "npmrc");
  const known = findToken(await readNpmrc(userConfig, {}), registry);
  if (known !== undefined && (await isAccepted(registry, known))) return { token: known, userConfig, isNew: false };

  const place = { data, databaseUrl: undefined };
  await addUser(place, { name: tourUser, password: createPassword(), isAdmin: false }).catch((error: unknown) => {
    // On a second run the user is there already.
    if (!(error instanceof ExpectedError) || error.code !== "E409") throw error;
  });
  const token = await addToken(place, { user: tourUser, name: "tour", scopes: ["read", "publish"] });
  await mkdir(dirname(userConfig), { recursive: true, mode: 0o700 });
  await setInNpmrc(userConfig, tokenKey(registry), token);
  return { token, userConfig, isNew: true };
}

/** On another port the token is looked up under another key; and the registry may have been made anew. */
async function isAccepted(registry: string, token: string): Promise<boolean> {
  try {
    return (await createRegistryClient({ url: registry, token }).whoami()) === tourUser;
  } catch (error) {
    if (error instanceof RegistryError && error.status === 401) return false;
    throw error;
  }
}
