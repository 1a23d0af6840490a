import { openStore } from "@larder/store";

import { defineCommand, flag } from "../command.ts";
import { count, formatBytes } from "../output/style.ts";

export const command = defineCommand({
  description:
    "Removes what no generation of any host uses. Hosts that are gone no longer count; older generations that `rollback` can go to do.",
  arguments: {},
  options: { dryRun: flag("--dry-run", "say what would be removed, and remove nothing") },
  examples: [
    { command: "larder store prune --dry-run", does: "how much would be freed" },
    { command: "larder store prune", does: "frees it" },
  ],
  run: async ({ environment, progress }, { dryRun }) => {
    const store = openStore(environment.storeDirectory);
    progress.status("looking at the generations of all hosts");
    return { directory: store.directory, dryRun, ...(await store.prune({ dryRun })) };
  },
  view: ({ dryRun, removed, kept, hosts, forgotten }) =>
    [
      `${dryRun ? "Would remove" : "Removed"} ${count(removed.instances, "instance")}, ${formatBytes(removed.bytes)}`,
      `  ${count(kept.instances, "instance")} of ${count(hosts.length, "host")} stay, ${formatBytes(kept.bytes)}`,
      ...forgotten.map((host) => `  ${host} is gone, and no longer counts`),
    ].join("\n"),
});
