import { argument, defineCommand } from "../command.ts";
import { hostDatabaseOption } from "../hosting/host-options.ts";
import { createPassword } from "../serving/password.ts";
import { readGivenPassword } from "../serving/read-given-password.ts";

export const command = defineCommand({
  description:
    "The password is the first line of stdin; without one it is generated and shown once. All sessions of the account end, and it logs in with this password from then on.",
  arguments: { name: argument("name", "the name of the account") },
  options: { databaseUrl: hostDatabaseOption },
  examples: [{ command: "larder account password eve", does: "generates a password and shows it" }],
  run: async (context, { name, databaseUrl }) => {
    // The core and the database take half a second to import, which the help page does not need.
    const { hostAccounts } = await import("../hosting/host-accounts.ts");
    const accounts = await hostAccounts(context, databaseUrl);
    const given = await readGivenPassword(context);
    const password = given ?? createPassword();
    const account = await accounts.setPassword(name, password);
    return { ...account, password: given === undefined ? password : null };
  },
  view: ({ name, password }, style) =>
    [
      `Changed the password of ${style.name(name)}`,
      ...(password === null ? [] : [`  password  ${password}`, "  It is shown this once only"]),
    ].join("\n"),
});
