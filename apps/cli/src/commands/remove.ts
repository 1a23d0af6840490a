import { removeFromHost } from "@larder/installer";

import { argumentList, defineCommand, flag } from "../command.ts";
import { hostOptions, openHost } from "../hosting/open-host.ts";
import { takeUp } from "../hosting/take-up.ts";
import { viewInstall, viewLocked } from "../hosting/view-install.ts";

export const command = defineCommand({
  description:
    "Takes the want out of larder.yaml, and out of the lock and the host what nothing else needs. What it left in the host's data stays.",
  arguments: { names: argumentList("name", "wants, by the names that larder.yaml has for them") },
  options: {
    lockOnly: flag("--lock-only", "write larder.yaml and larder.lock, and install nothing"),
    ...hostOptions,
  },
  examples: [{ command: "larder remove prompt-themes", does: "the want, with what only it needed" }],
  run: async (context, { names, lockOnly, token }) => {
    const host = await openHost(context, { token });
    const { wants, lock, install } = await removeFromHost({ ...host, aliases: names, lockOnly });
    const { nodes } = lock.resolution;
    return {
      directory: host.directory,
      wants,
      locked: nodes.map(({ name, version, kind }) => ({ name, version, kind })),
      installed: install ?? null,
      running: install === undefined ? null : await takeUp(host.directory, context),
    };
  },
  view: ({ directory, wants, locked, installed, running }, style) =>
    [
      `Removed ${Object.keys(wants).join(", ")}; locked ${viewLocked(locked)}`,
      ...(installed === null ? [] : [viewInstall(installed, { directory, running }, style)]),
    ].join("\n"),
});
