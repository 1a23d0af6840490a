import { checkLock, lockHost } from "@larder/installer";

import { defineCommand, flag } from "../command.ts";
import { hostOptions, openHost } from "../hosting/open-host.ts";
import { viewLocked } from "../hosting/view-install.ts";

export const command = defineCommand({
  description: "Resolves what larder.yaml wants and writes larder.lock. What was locked stays where it still fits.",
  arguments: {},
  options: {
    check: flag("--check", "write nothing, and exit with 3 when the lock is not what larder.yaml wants"),
    ...hostOptions,
  },
  examples: [
    { command: "larder lock", does: "after an edit of larder.yaml" },
    { command: "larder lock --check", does: "in CI" },
  ],
  run: async (context, { check, token }) => {
    const host = await openHost(context, { token });
    const { lock, changed } = check ? { lock: await checkLock(host.directory), changed: false } : await lockHost(host);
    const { revision, resolution } = lock;
    return {
      changed,
      revision,
      coreVersion: resolution.coreVersion,
      packages: resolution.nodes.map(({ name, version, kind }) => ({ name, version, kind })),
    };
  },
  view: ({ changed, packages }) => `${changed ? "Locked" : "The lock is current:"} ${viewLocked(packages)}`,
});
