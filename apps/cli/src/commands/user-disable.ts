import { argument, defineCommand } from "../command.ts";
import { placeOf, placeOptions } from "../serving/place-options.ts";

export const command = defineCommand({
  description:
    "None of its tokens is good from then on, and nobody logs in with it. A user is never removed: what it published names it.",
  arguments: { name: argument("name", "the name of the user") },
  options: placeOptions,
  examples: [{ command: "larder user disable eve", does: "nobody acts as eve any more" }],
  run: async (context, { name, ...options }) => {
    // The database takes a third of a second to import, which the help page does not need.
    const { setDisabled } = await import("../serving/registry-accounts.ts");
    await setDisabled(placeOf(context, options), { user: name, isDisabled: true });
    return { name, isDisabled: true };
  },
  view: ({ name }, style) => `Disabled the user ${style.name(name)}`,
});
