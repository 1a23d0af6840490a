import type { PgDatabase, PgQueryResultHKT } from "drizzle-orm/pg-core";

import type { RunQuery, SqlSchema } from "./sql.ts";

/** Under this key, every client that Drizzle is given here also has raw queries. */
export const rawQuery: unique symbol = Symbol("rawQuery");

/**
 * Returns raw queries on the connection that `db` speaks through: inside a transaction, the one of that transaction.
 * Each runs one statement, which is parsed once.
 *
 * To write a statement anew with a query builder takes as long as to run it. What every publish asks is therefore
 * written as a text, and a text that writes several tables also saves the way to the database for each.
 */
export function queryOf<Schema extends SqlSchema>(db: PgDatabase<PgQueryResultHKT, Schema>): RunQuery {
  // Drizzle has no public name for what a transaction runs its statements on.
  const session: unknown = Reflect.get(db, "session");
  const client: unknown = typeof session === "object" && session !== null ? Reflect.get(session, "client") : undefined;
  const query: unknown =
    typeof client === "object" || typeof client === "function" ? Reflect.get(client ?? {}, rawQuery) : undefined;
  if (typeof query !== "function") throw new Error("The database was not opened with `openSql`");
  return query as RunQuery;
}
