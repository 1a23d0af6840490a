import { resolve } from "node:path";

import { defineCommand, text, textWithFallback } from "../command.ts";
import { UsageError } from "../errors.ts";
import { databaseUrlOption, findDatabaseUrl } from "../serving/database-url.ts";

export const command = defineCommand({
  description: "The token is shown once, and kept nowhere. It does not matter whether a server runs.",
  arguments: {},
  options: {
    user: text("--user <name>", "whose token it is"),
    scope: textWithFallback(
      "--scope <scopes>",
      "what it may do, separated by commas: read, publish, admin, cache",
      "read",
    ),
    name: textWithFallback("--name <name>", "what you call it", "command line"),
    data: textWithFallback("--data <directory>", "the registry's data directory", "larder-data"),
    databaseUrl: databaseUrlOption,
  },
  examples: [{ command: "larder token create --user ada --scope read,publish", does: "a token that may publish" }],
  run: async (context, { user, scope, name, data, databaseUrl }) => {
    // The database takes a third of a second to import, which the help page does not need.
    const { addToken } = await import("../serving/registry-control.ts");
    if (user === undefined) {
      throw new UsageError("`larder token create` needs a user", { hint: "Add `--user NAME`" });
    }
    const scopes = scope.split(",").map((word) => word.trim());
    const place = { data: resolve(context.cwd, data), databaseUrl: findDatabaseUrl(context, databaseUrl) };
    const token = await addToken(place, { user, name, scopes });
    return { token, user, scopes };
  },
  view: ({ token }) => token,
});
