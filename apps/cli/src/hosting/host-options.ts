import { text } from "../command.ts";

/** The option of every command that opens the database of a host. */
export const hostDatabaseOption = text(
  "--database-url <url>",
  "a Postgres server with a database of the host's own; else LARDER_DATABASE_URL, else the host's directory",
);

/** The options of every command that changes a host. */
export const hostOptions = {
  token: text("--token <token>", "the token for the host's registry; else LARDER_TOKEN, or the one in .npmrc"),
} as const;
