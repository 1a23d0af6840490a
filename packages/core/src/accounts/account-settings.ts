import { type HostAccountsManifest, HostError, type HostLoginProvider } from "@larder/host-directory";

import type { LoginProvider } from "./providers/login-provider.ts";
import type { RolePermissions } from "./proved-account.ts";
import type { SessionLimits } from "./sessions.ts";

/** What a host's operator decides about its accounts; `accounts` of `larder.yaml`. */
export type AccountSettings = {
  readonly session: SessionLimits;
  readonly roles: RolePermissions;
  /** Where people log in besides. */
  readonly providers: readonly LoginProvider[];
  /** The addresses of proxies that are believed about where a request comes from. */
  readonly proxies: readonly string[];
};

const hourMs = 3_600_000;

/** What holds where the operator decides nothing: half a day without a request, a week at most. */
export const defaultAccountSettings: AccountSettings = {
  session: { idleMs: 12 * hourMs, absoluteMs: 7 * 24 * hourMs },
  roles: {},
  providers: [],
  proxies: [],
};

type Environment = { readonly [name: string]: string | undefined };

/**
 * Returns what `accounts` of a `larder.yaml` comes to, with the secrets of the environment.
 *
 * Throws `HostError` for a variable that is not there: whoever logs in at that provider could not.
 */
export function accountSettingsOf(
  manifest: HostAccountsManifest | undefined,
  environment: Environment,
): AccountSettings {
  if (manifest === undefined) return defaultAccountSettings;
  const { providers, ...rest } = manifest;
  return { ...rest, providers: providers.map((provider) => withSecret(provider, environment)) };
}

function withSecret(
  { clientSecretVariable: name, ...provider }: HostLoginProvider,
  environment: Environment,
): LoginProvider {
  const clientSecret = name === undefined ? undefined : environment[name];
  if (name !== undefined && !clientSecret) {
    throw new HostError(
      "larder.yaml",
      `takes the secret of the login provider \`${provider.id}\` from \`${name}\`, which is not set`,
      `Set \`${name}\` in the environment of \`larder start\``,
    );
  }
  return { ...provider, clientSecret };
}
