import { defineCommand } from "../command.ts";
import { hostDatabaseOption } from "../hosting/host-options.ts";
import { columns } from "../output/style.ts";

export const command = defineCommand({
  description: "It does not matter whether the host runs.",
  arguments: {},
  options: { databaseUrl: hostDatabaseOption },
  examples: [{ command: "larder account list", does: "who may ask this host, and what they may do" }],
  run: async (context, { databaseUrl }) => {
    // The core and the database take half a second to import, which the help page does not need.
    const { hostAccounts } = await import("../hosting/host-accounts.ts");
    const accounts = await hostAccounts(context, databaseUrl);
    return { accounts: await accounts.list() };
  },
  view: ({ accounts }) =>
    accounts.length === 0
      ? "This host has no accounts, and answers this machine only: larder account add NAME --admin"
      : columns(
          accounts.map(({ name, roles, provider, isDisabled }) => [
            name,
            [...roles, ...(isDisabled ? ["disabled"] : [])].join(", "),
            provider === null ? "" : `logs in at ${provider}`,
          ]),
        ),
});
