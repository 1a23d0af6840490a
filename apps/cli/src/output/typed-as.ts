import { commandTable } from "../command-table.ts";

const firstWords = new Set(commandTable.map(({ name }) => name.split(" ", 1)[0]));
const commandLine = new RegExp(
  String.raw`(?<![\w/.@-])larder (?=(?:${[...firstWords].join("|")}|help|--help|--version)(?![\w-]))`,
  "g",
);

/**
 * Returns `text` with each command line in it as this user types it: in a checkout `larder add x` is
 * `npm run larder -- add x`. What is printed can be copied and works.
 */
export function typedAs(commandPrefix: string, text: string): string {
  return commandPrefix === "larder" ? text : text.replaceAll(commandLine, () => `${commandPrefix} `);
}
