import { defineCommand } from "../command.ts";
import { columns } from "../output/style.ts";
import { placeOf, placeOptions } from "../serving/place-options.ts";

export const command = defineCommand({
  description: "It does not matter whether a server runs.",
  arguments: {},
  options: placeOptions,
  examples: [{ command: "larder user list", does: "who may act, and who administers" }],
  run: async (context, options) => {
    // The database takes a third of a second to import, which the help page does not need.
    const { listUsers } = await import("../serving/registry-accounts.ts");
    return { users: await listUsers(placeOf(context, options)) };
  },
  view: ({ users }) =>
    columns(
      users.map(({ name, email, isAdmin, isDisabled }) => [
        name,
        email ?? "",
        [...(isAdmin ? ["administrator"] : []), ...(isDisabled ? ["disabled"] : [])].join(", "),
      ]),
    ),
});
