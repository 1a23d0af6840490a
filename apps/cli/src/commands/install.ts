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
    ...hostOptions,
  },
  examples: [{ command: "larder install --frozen", does: "exactly what was locked, in CI or on a server" }],
  run: async (context, { frozen, token }) => {
    const host = await openHost(context, { token });
    const result = await installHost({ ...host, frozen });
    return { directory: host.directory, ...result };
  },
  view: (result, style) => viewInstall(result, result.directory, style),
});
