import { argument, defineCommand, text } from "../command.ts";
import { UsageError } from "../errors.ts";
import { placeOf, placeOptions } from "../serving/place-options.ts";

/** Fewer characters mean a token by chance, and none at all, as an empty variable of a script gives it, any. */
const beginningLengthMin = 8;

export const command = defineCommand({
  description: "It is refused from then on, by every server of the registry.",
  arguments: { token: argument("token", "its secret, its key, or how the key begins") },
  options: { user: text("--user <name>", "whose token it is"), ...placeOptions },
  examples: [{ command: "larder token revoke 0f3a9c1d22b4 --user ada", does: "ends a token of `larder token list`" }],
  run: async (context, { token, user, ...options }) => {
    // The database takes a third of a second to import, which the help page does not need.
    const { listTokens, revokeToken } = await import("../serving/registry-accounts.ts");
    if (user === undefined) throw new UsageError("`larder token revoke` needs a user", { hint: "Add `--user NAME`" });
    if (token.length < beginningLengthMin) {
      throw new UsageError(`\`${token}\` is too short to say which token`, {
        hint: `Say at least ${beginningLengthMin} characters of its key; \`larder token list --user ${user}\` shows them`,
      });
    }
    const place = placeOf(context, options);
    const meant = (await listTokens(place, user)).filter(({ key }) => key.startsWith(token));
    if (meant.length > 1) {
      throw new UsageError(`\`${token}\` is how several keys begin`, { hint: "Say more of the key" });
    }
    const key = meant[0]?.key ?? token;
    await revokeToken(place, { user, key });
    return { user, key: meant[0]?.key ?? null };
  },
  view: ({ user }) => `Ended a token of ${user}`,
});
