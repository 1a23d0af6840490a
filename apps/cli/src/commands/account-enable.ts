import { argument, defineCommand } from "../command.ts";
import { hostDatabaseOption } from "../hosting/host-options.ts";

export const command = defineCommand({
  description: "Its tokens and keys are good again; it logs in anew.",
  arguments: { name: argument("name", "the name of the account") },
  options: { databaseUrl: hostDatabaseOption },
  examples: [{ command: "larder account enable eve", does: "eve may act again" }],
  run: async (context, { name, databaseUrl }) => {
    // The core and the database take half a second to import, which the help page does not need.
    const { hostAccounts } = await import("../hosting/host-accounts.ts");
    return await (await hostAccounts(context, databaseUrl)).setDisabled(name, false);
  },
  view: ({ name }, style) => `Enabled the account ${style.name(name)}`,
});
