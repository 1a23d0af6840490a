import { resolve } from "node:path";

import { argument, defineCommand, flag, textWithFallback } from "../command.ts";
import { databaseUrlOption, findDatabaseUrl } from "../serving/database-url.ts";
import { createPassword } from "../serving/password.ts";
import { readGivenPassword } from "../serving/read-given-password.ts";

export const command = defineCommand({
  description:
    "The password is the first line of stdin; without one it is generated and shown once. It does not matter whether a server runs.",
  arguments: { name: argument("name", "lower-case letters, digits, dots, dashes and underscores") },
  options: {
    admin: flag("--admin", "let the user administer the registry"),
    data: textWithFallback("--data <directory>", "the registry's data directory", "larder-data"),
    databaseUrl: databaseUrlOption,
  },
  examples: [
    { command: "larder user add ada --admin", does: "generates the password and shows it" },
    { command: "larder user add eve < password.txt", does: "takes the password from a file" },
  ],
  run: async (context, { name, admin, data, databaseUrl }) => {
    // The database takes a third of a second to import, which the help page does not need.
    const { addUser } = await import("../serving/registry-control.ts");
    const place = { data: resolve(context.cwd, data), databaseUrl: findDatabaseUrl(context, databaseUrl) };
    const given = await readGivenPassword(context);
    const password = given ?? createPassword();
    await addUser(place, { name, password, isAdmin: admin });
    return { name, isAdmin: admin, password: given === undefined ? password : null };
  },
  view: ({ name, isAdmin, password }, style) =>
    [
      `Created ${isAdmin ? "the administrator" : "the user"} ${style.name(name)}`,
      ...(password === null ? [] : [`  password  ${password}`, "  It is shown this once only"]),
      `  ${style.good("next:")} larder login --user ${name} --registry URL`,
    ].join("\n"),
});
