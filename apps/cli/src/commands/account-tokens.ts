import { argument, defineCommand } from "../command.ts";
import { hostDatabaseOption } from "../hosting/host-options.ts";
import { columns } from "../output/style.ts";

export const command = defineCommand({
  description: "Tokens and plugin keys of an account, newest first, without their secrets.",
  arguments: { name: argument("name", "the name of the account") },
  options: { databaseUrl: hostDatabaseOption },
  examples: [{ command: "larder account tokens ci", does: "what acts as ci, and when it last did" }],
  run: async (context, { name, databaseUrl }) => {
    // The core and the database take half a second to import, which the help page does not need.
    const { hostAccounts } = await import("../hosting/host-accounts.ts");
    return { name, tokens: await (await hostAccounts(context, databaseUrl)).listKeys(name) };
  },
  view: ({ name, tokens }) =>
    tokens.length === 0
      ? `${name} has no token`
      : columns(
          tokens.map(({ id, kind, label, prefix, expiresAt, usedAt }) => [
            id,
            kind,
            label,
            `${prefix}…`,
            usedAt === null ? "never used" : `used ${usedAt.slice(0, 16)}`,
            expiresAt === null ? "" : `until ${expiresAt.slice(0, 10)}`,
          ]),
        ),
});
