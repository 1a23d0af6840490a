import { argument, defineCommand, optionalArgumentList } from "../command.ts";
import { hostDatabaseOption } from "../hosting/host-options.ts";

export const command = defineCommand({
  description:
    "The roles replace those that it had. `admin` may do everything; what others bring stands in larder.yaml under accounts.roles.",
  arguments: {
    name: argument("name", "the name of the account"),
    roles: optionalArgumentList("roles", "all roles that it has from now on; none to take them all"),
  },
  options: { databaseUrl: hostDatabaseOption },
  examples: [
    { command: "larder account roles eve editors readers", does: "eve is an editor and a reader, and nothing else" },
  ],
  run: async (context, { name, roles, databaseUrl }) => {
    // The core and the database take half a second to import, which the help page does not need.
    const { hostAccounts } = await import("../hosting/host-accounts.ts");
    return await (await hostAccounts(context, databaseUrl)).setRoles(name, roles);
  },
  view: ({ name, roles }, style) =>
    `${style.name(name)} has ${roles.length === 0 ? "no role" : `the roles ${roles.join(", ")}`}`,
});
