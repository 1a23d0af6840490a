/** Returns `url` as it may stand in a message or a log: without user, password and parameters. */
export function databaseLabel(url: string): string {
  if (!URL.canParse(url)) return "postgres";
  const { hostname, port, pathname } = new URL(url);
  return `postgres://${hostname}${port === "" ? "" : `:${port}`}${pathname}`;
}
