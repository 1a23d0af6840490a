import { type ConfigurableHost, openConfigurableHost } from "@larder/core/configuration";

import type { Context } from "../context.ts";
import { findRunningHostControl } from "../hosting/running-host.ts";
import { ServerEndedError } from "../serving/ask-holder.ts";

/**
 * Returns the host of a command as it is configured: with the variables of this shell, and what it was started with where
 * it runs. Throws `HostError` when there is none.
 */
export async function openHostToConfigure({
  cwd,
  environment,
}: Pick<Context, "cwd" | "environment">): Promise<ConfigurableHost> {
  const running = findRunningHostControl(cwd);
  const given = await running?.givenSettings().catch((failure: unknown) => {
    // What it was started with ends with it.
    if (!(failure instanceof ServerEndedError)) throw failure;
    return undefined;
  });
  return await openConfigurableHost(cwd, environment.variables, given);
}
