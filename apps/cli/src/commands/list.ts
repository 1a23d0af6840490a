import { defineCommand } from "../command.ts";

export const command = defineCommand({
  arguments: {},
  options: {},
  examples: [],
  run: async () => ({}),
  view: () => "",
});
