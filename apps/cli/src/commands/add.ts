import { addToHost } from "@larder/installer";

import { argumentList, defineCommand, flag } from "../command.ts";
import { hostOptions, openHost } from "../hosting/open-host.ts";
import { viewInstall, viewLocked } from "../hosting/view-install.ts";

export const command = defineCommand({
  description:
    "Writes the want into larder.yaml, resolves it, locks and installs it. No code of a package runs. What cannot be resolved or fetched changes nothing.",
  arguments: {
    specs: argumentList(
      "spec",
      "`name`, `name@range`, `name@tag`, `alias@npm:name@range`; or what is in no registry: `user/repo`, the address of a repository, of a folder in it (`…/tree/main/themes`) or of an archive, `./folder`",
    ),
  },
  options: {
    trust: flag("--trust", "let their code run in the host's own process"),
    lockOnly: flag("--lock-only", "write larder.yaml and larder.lock, and install nothing"),
    ...hostOptions,
  },
  examples: [
    { command: "larder add @examples/analytics --trust", does: "its newest version, with code that may run" },
    { command: "larder add prompt-themes@^1 --cwd my-host", does: "into another host" },
    { command: "larder add someuser/nosh-themes", does: "from a repository, pinned to the commit that it has now" },
  ],
  run: async (context, { specs, trust, lockOnly, token }) => {
    const host = await openHost(context, { token });
    const { wants, lock, install } = await addToHost({ ...host, specs, trust, lockOnly });
    const { nodes } = lock.resolution;
    return {
      directory: host.directory,
      wants,
      locked: nodes.map(({ name, version, kind }) => ({ name, version, kind })),
      installed: install ?? null,
    };
  },
  view: ({ directory, locked, installed }, style) =>
    [`Locked ${viewLocked(locked)}`, ...(installed === null ? [] : [viewInstall(installed, directory, style)])].join(
      "\n",
    ),
});
