import { argument, defineCommand, flag, text } from "../command.ts";
import { UsageError } from "../errors.ts";
import { hostDatabaseOption } from "../hosting/host-options.ts";
import { wordsOf } from "../options/words-of.ts";
import { createPassword } from "../serving/password.ts";
import { readGivenPassword } from "../serving/read-given-password.ts";

export const command = defineCommand({
  description:
    "The password is the first line of stdin; without one it is generated and shown once. It does not matter whether the host runs. Once it has an account, a host asks everybody who they are.",
  arguments: { name: argument("name", "letters, digits and `. _ @ + -`, such as ada or ada@acme.example") },
  options: {
    admin: flag("--admin", "let the account do everything"),
    role: text("--role <roles>", "its roles, separated by commas, as larder.yaml names them under accounts.roles"),
    provider: text("--provider <id>", "it logs in at this provider of larder.yaml, and has no password"),
    databaseUrl: hostDatabaseOption,
  },
  examples: [
    { command: "larder account add ada --admin", does: "generates the password and shows it" },
    { command: "larder account add eve --role editors < password.txt", does: "takes the password from a file" },
  ],
  run: async (context, { name, admin, role, provider, databaseUrl }) => {
    // The core and the database take half a second to import, which the help page does not need.
    const { hostAccounts } = await import("../hosting/host-accounts.ts");
    const accounts = await hostAccounts(context, databaseUrl);
    const given = provider === undefined ? await readGivenPassword(context) : undefined;
    const made = provider === undefined && given === undefined ? createPassword() : undefined;
    const roles = [...(admin ? ["admin"] : []), ...wordsOf(role)];
    if (roles.includes(""))
      throw new UsageError("`--role` has a role without a name", { hint: "Use --role editors,readers" });
    const account = await accounts.add({ name, roles, password: given ?? made, provider });
    return { ...account, password: made ?? null };
  },
  view: ({ name, roles, password }, style) =>
    [
      `Created the account ${style.name(name)}${roles.length === 0 ? "" : ` (${roles.join(", ")})`}`,
      ...(password === null ? [] : [`  password  ${password}`, "  It is shown this once only"]),
      `  ${style.good("next:")} log in at /auth/login, or larder account token ${name}`,
    ].join("\n"),
});
