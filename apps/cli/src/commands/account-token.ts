import { argument, defineCommand, flag, text, textWithFallback } from "../command.ts";
import { hostDatabaseOption } from "../hosting/host-options.ts";
import { momentAfterDays } from "../options/moment-after-days.ts";

export const command = defineCommand({
  description:
    "The token acts as its account and is sent as `Authorization: Bearer TOKEN`; a plugin key is sent as `X-Plugin-Key: KEY`. It is shown once, and kept nowhere.",
  arguments: { name: argument("name", "the name of the account") },
  options: {
    pluginKey: flag("--plugin-key", "make a key for `X-Plugin-Key`"),
    label: textWithFallback("--label <label>", "what you call it", "command line"),
    expires: text("--expires <days>", "how many days it is good for"),
    databaseUrl: hostDatabaseOption,
  },
  examples: [
    { command: "larder account token ci --label builds --expires 90", does: "a token for three months" },
    { command: "larder account token ada --plugin-key", does: "a key for programs that send X-Plugin-Key" },
  ],
  run: async (context, { name, pluginKey, label, expires, databaseUrl }) => {
    // The core and the database take half a second to import, which the help page does not need.
    const { hostAccounts } = await import("../hosting/host-accounts.ts");
    const accounts = await hostAccounts(context, databaseUrl);
    const expiresAt = expires === undefined ? undefined : momentAfterDays(expires);
    const kind = pluginKey ? "plugin-key" : "token";
    const { secret, key } = await accounts.makeKey({ account: name, kind, label, expiresAt });
    return { token: secret, ...key };
  },
  view: ({ token }) => token,
});
