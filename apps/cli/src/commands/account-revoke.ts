import { argument, defineCommand } from "../command.ts";
import { hostDatabaseOption } from "../hosting/host-options.ts";

export const command = defineCommand({
  description: "From then on it is not good any more.",
  arguments: {
    name: argument("name", "the name of the account"),
    id: argument("id", "the token or plugin key, as `larder account tokens` lists it"),
  },
  options: { databaseUrl: hostDatabaseOption },
  examples: [{ command: "larder account revoke ci 5f3a1c9b2e04", does: "the token is not good any more" }],
  run: async (context, { name, id, databaseUrl }) => {
    // The core and the database take half a second to import, which the help page does not need.
    const { hostAccounts } = await import("../hosting/host-accounts.ts");
    await (await hostAccounts(context, databaseUrl)).revokeKey(name, id);
    return { name, id };
  },
  view: ({ id }, style) => `Revoked ${style.name(id)}`,
});
