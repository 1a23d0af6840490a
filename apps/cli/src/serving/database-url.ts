import { ConfigurationError } from "../errors.ts";
import { text } from "../command.ts";
import type { Context } from "../context.ts";

/** The option of every command that opens the database of a registry. */
export const databaseUrlOption = text(
  "--database-url <url>",
  "a Postgres server that has the database; else LARDER_DATABASE_URL, else the data directory",
);

/**
 * Returns the URL of the Postgres server that a registry or a host keeps its database on: the flag, else
 * `LARDER_DATABASE_URL`; `undefined` when its database is in a directory of its own.
 *
 * Throws {@link ConfigurationError}, which does not repeat the URL: it may hold a password.
 */
export function findDatabaseUrl(
  { environment }: Pick<Context, "environment">,
  flagged: string | undefined,
): string | undefined {
  const url = flagged ?? environment.databaseUrl;
  if (url === undefined || (/^postgres(?:ql)?:\/\//.test(url) && URL.canParse(url))) return url;
  throw new ConfigurationError(
    `The value of \`${flagged === undefined ? "LARDER_DATABASE_URL" : "--database-url"}\` is not the URL of a Postgres server`,
    { hint: "Use `postgres://USER:PASSWORD@HOST:PORT/DATABASE`" },
  );
}
