import { argument, defineCommand } from "../command.ts";
import { hostDatabaseOption } from "../hosting/host-options.ts";

export const command = defineCommand({
  description:
    "Its sessions end, and its tokens and keys are not good until it is enabled. An account is never removed: what it did names it.",
  arguments: { name: argument("name", "the name of the account") },
  options: { databaseUrl: hostDatabaseOption },
  examples: [{ command: "larder account disable eve", does: "nobody acts as eve any more" }],
  run: async (context, { name, databaseUrl }) => {
    // The core and the database take half a second to import, which the help page does not need.
    const { hostAccounts } = await import("../hosting/host-accounts.ts");
    return await (await hostAccounts(context, databaseUrl)).setDisabled(name, true);
  },
  view: ({ name }, style) => `Disabled the account ${style.name(name)}`,
});
