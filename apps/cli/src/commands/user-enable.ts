import { argument, defineCommand } from "../command.ts";
import { placeOf, placeOptions } from "../serving/place-options.ts";

export const command = defineCommand({
  description: "Its tokens are good again, but for those that have expired or ended.",
  arguments: { name: argument("name", "the name of the user") },
  options: placeOptions,
  examples: [{ command: "larder user enable eve", does: "eve may act again" }],
  run: async (context, { name, ...options }) => {
    // The database takes a third of a second to import, which the help page does not need.
    const { setDisabled } = await import("../serving/registry-accounts.ts");
    await setDisabled(placeOf(context, options), { user: name, isDisabled: false });
    return { name, isDisabled: false };
  },
  view: ({ name }, style) => `Enabled the user ${style.name(name)}`,
});
