import { ExpectedError } from "@larder/errors";

import type { Context } from "../context.ts";
import { findRunningHostControl } from "./running-host.ts";
import type { TakenUp } from "./view-taken-up.ts";

/**
 * Lets the host in `directory` take up what is installed now, if it runs. What was installed stays installed, so a host
 * that cannot take it up is a remark and no failure.
 */
export async function takeUp(
  directory: string,
  { progress, warn }: Pick<Context, "progress" | "warn">,
): Promise<TakenUp> {
  const host = findRunningHostControl(directory);
  if (host === undefined) return null;
  progress.status(`the host at ${host.url} takes it up`);
  try {
    return await host.update();
  } catch (failure) {
    if (!(failure instanceof ExpectedError)) throw failure;
    warn(`The host at ${host.url} did not take it up: ${failure.message}`);
    return null;
  }
}
