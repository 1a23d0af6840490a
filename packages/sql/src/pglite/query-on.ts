import { type PGlite, types } from "@electric-sql/pglite";

import type { RunQuery, SqlRow, SqlValue } from "../sql.ts";
import type { StatementRunner } from "./pglite-connection.ts";

const asText = (value: string): string => value;

/** Raw queries return times as Postgres prints them, as they do on a server. */
const parsers = {
  [types.DATE]: asText,
  [types.TIMESTAMP]: asText,
  [types.TIMESTAMPTZ]: asText,
  [types.INTERVAL]: asText,
};

/** Returns raw queries over PGlite, or over one of its transactions. */
export function queryOn(connection: Pick<PGlite, "query" | "exec">): RunQuery {
  return async <Row extends SqlRow>(text: string, values?: readonly SqlValue[]): Promise<Row[]> => {
    if (values !== undefined) {
      return (await connection.query<Row>(text, [...values], { parsers })).rows;
    }
    const results = await connection.exec(text, { parsers });
    return results.length === 1 ? ((results[0]?.rows ?? []) as Row[]) : [];
  };
}

/** Returns raw queries that run on the connection, or in a transaction of it, as the statements of Drizzle do. */
export function rawQueryOn(runner: StatementRunner): RunQuery {
  return async <Row extends SqlRow>(text: string, values: readonly SqlValue[] = []): Promise<Row[]> =>
    (await runner.query(text, values, { parsers })).rows as Row[];
}
