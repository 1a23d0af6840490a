import { defineCommand, text } from "../command.ts";
import { UsageError } from "../errors.ts";
import { columns } from "../output/style.ts";
import { placeOf, placeOptions } from "../serving/place-options.ts";

const keyLength = 12;

export const command = defineCommand({
  description: "Newest first, without their secrets. It does not matter whether a server runs.",
  arguments: {},
  options: { user: text("--user <name>", "whose tokens"), ...placeOptions },
  examples: [{ command: "larder token list --user ada", does: "what ada can do with which token" }],
  run: async (context, { user, ...options }) => {
    // The database takes a third of a second to import, which the help page does not need.
    const { listTokens } = await import("../serving/registry-accounts.ts");
    if (user === undefined) throw new UsageError("`larder token list` needs a user", { hint: "Add `--user NAME`" });
    return { user, tokens: await listTokens(placeOf(context, options), user) };
  },
  view: ({ user, tokens }) =>
    tokens.length === 0
      ? `${user} has no token`
      : columns(
          tokens.map(({ key, prefix, name, scopes, packages, expires }) => [
            key.slice(0, keyLength),
            `${prefix}…`,
            name,
            scopes.join(","),
            packages.join(","),
            expires === null ? "" : `until ${expires}`,
          ]),
        ),
});
