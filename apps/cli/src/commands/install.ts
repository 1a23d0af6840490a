import { resolve } from "node:path";

import { hostPaths } from "@larder/host-directory/host-paths";
import { findUnchangedInstall } from "@larder/installer/unchanged-install";
import { apiVersion } from "@larder/sdk";

import { defineCommand, flag } from "../command.ts";
import { hostOptions } from "../hosting/host-options.ts";
import { viewInstall } from "../hosting/view-install.ts";

export const command = defineCommand({
  description:
    "Makes the host run what larder.lock says. A lock that is missing or out of date is made first. No code of a package runs.",
  arguments: {},
  options: {
    frozen: flag("--frozen", "refuse a lock that is missing or out of date, with exit code 3"),
    offline: flag("--offline", "use only what is on this machine, and ask nobody; exit code 5 when that is not enough"),
    ...hostOptions,
  },
  examples: [
    { command: "larder install --frozen", does: "exactly what was locked, in CI or on a server" },
    { command: "larder install --offline", does: "without the network, from the store of this machine" },
  ],
  run: async (context, { frozen, offline, token }) => {
    const { directory } = hostPaths(context.cwd);
    const { storeDirectory, variables: environment } = context.environment;
    const place = { directory, storeDirectory: resolve(storeDirectory) };
    const unchanged = findUnchangedInstall({ ...place, coreVersion: apiVersion, environment });
    if (unchanged !== undefined) return { directory, ...unchanged, running: null };

    // All that a host is made of takes longer to load than to see that nothing of it changed, or to make it again.
    const { installKeptHere } = await import("../hosting/install-kept-here.ts");
    const kept = await installKeptHere(context, { ...place, coreVersion: apiVersion, environment });
    if (kept === undefined && !offline) (await import("@larder/store/unpack-threads")).prepareUnpackThread();
    const result =
      kept ?? (await (await import("../hosting/install-here.ts")).installHere(context, { frozen, offline, token }));
    const { takeUp } = await import("../hosting/take-up.ts");
    return { directory, ...result, running: await takeUp(directory, context) };
  },
  view: (result, style) => viewInstall(result, result, style),
});
