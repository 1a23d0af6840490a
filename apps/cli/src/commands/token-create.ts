import { resolve } from "node:path";

import { defineCommand, text, textWithFallback } from "../command.ts";
import { UsageError } from "../errors.ts";
import { momentAfterDays } from "../options/moment-after-days.ts";
import { wordsOf } from "../options/words-of.ts";
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
    package: text("--package <packages>", "only for these, separated by commas: names, or patterns such as @acme/*"),
    cidr: text("--cidr <ranges>", "only from these addresses, separated by commas"),
    expires: text("--expires <days>", "how many days it is good for"),
    data: textWithFallback("--data <directory>", "the registry's data directory", "larder-data"),
    databaseUrl: databaseUrlOption,
  },
  examples: [
    { command: "larder token create --user ada --scope read,publish", does: "a token that may publish" },
    {
      command: "larder token create --user ci --scope publish --package '@acme/*' --cidr 10.0.0.0/8 --expires 30",
      does: "a token that publishes one scope, from one network, for a month",
    },
  ],
  run: async (context, { user, scope, name, data, databaseUrl, ...limits }) => {
    // The database takes a third of a second to import, which the help page does not need.
    const { addToken } = await import("../serving/registry-control.ts");
    if (user === undefined) {
      throw new UsageError("`larder token create` needs a user", { hint: "Add `--user NAME`" });
    }
    const scopes = wordsOf(scope);
    const packagePatterns = wordsOf(limits.package);
    const cidrs = wordsOf(limits.cidr);
    const expiresAt = limits.expires === undefined ? undefined : momentAfterDays(limits.expires);
    const place = { data: resolve(context.cwd, data), databaseUrl: findDatabaseUrl(context, databaseUrl) };
    const token = await addToken(place, { user, name, scopes, packagePatterns, cidrs, expiresAt });
    return { token, user, scopes, packages: packagePatterns, cidrs, expires: expiresAt?.toISOString() ?? null };
  },
  view: ({ token }) => token,
});
