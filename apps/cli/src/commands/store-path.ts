import { openStore } from "@larder/store";

import { defineCommand } from "../command.ts";

export const command = defineCommand({
  description: "All hosts of a user share one store. LARDER_STORE chooses another directory.",
  arguments: {},
  options: {},
  examples: [{ command: "larder store path", does: "the directory, for scripts" }],
  run: async ({ environment }) => ({ directory: openStore(environment.storeDirectory).directory }),
  view: ({ directory }) => directory,
});
