import { hostPaths, readHostEnvironment, type Variables } from "@larder/host-directory";

import type { ConfigurationMeans } from "./configure-package.ts";
import type { GivenSetting } from "./given-setting.ts";
import { openKeptValues } from "./kept-values.ts";
import { withoutOwnVariables } from "./package-environment.ts";
import { secretKeyVariable } from "./secret-keys.ts";

/** The variable that names the profile of packages that have none of their own in larder.yaml. */
const profileVariable = "LARDER_PROFILE";

/** Returns what the host in `directory` configures its packages with, in a process with `variables` that was started with `given`. */
export async function openConfigurationMeans(
  directory: string,
  variables: Variables,
  given: readonly GivenSetting[],
): Promise<ConfigurationMeans> {
  const all = await readHostEnvironment(directory, variables);
  return {
    hostDirectory: directory,
    environment: withoutOwnVariables(all),
    kept: openKeptValues(hostPaths(directory), all[secretKeyVariable]),
    profile: all[profileVariable] || undefined,
    given,
  };
}
