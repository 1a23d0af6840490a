import { installHost, type InstallResult } from "@larder/installer";

import type { Context } from "../context.ts";
import { openHost } from "./open-host.ts";

/** Installs the host of the command's own directory. Throws what opening and installing a host throw. */
export async function installHere(
  context: Context,
  options: { readonly frozen: boolean; readonly offline: boolean; readonly token: string | undefined },
): Promise<InstallResult> {
  const { token, ...how } = options;
  return await installHost({ ...(await openHost(context, { token })), ...how });
}
