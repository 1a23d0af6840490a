import { installHost } from "@larder/installer";

import { defineCommand, flag } from "../command.ts";
import { hostOptions, openHost } from "../hosting/open-host.ts";
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
    const host = await openHost(context, { token });
    const result = await installHost({ ...host, frozen, offline });
    return { directory: host.directory, ...result };
  },
  view: (result, style) => viewInstall(result, result.directory, style),
});
