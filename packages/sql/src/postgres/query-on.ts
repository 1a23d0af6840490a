import type postgres from "postgres";

import type { RunQuery, SqlRow, SqlValue } from "../sql.ts";

/** Returns raw queries over a pool, or over the connection of a transaction. */
export function queryOn(connection: Pick<postgres.Sql, "unsafe">): RunQuery {
  return async <Row extends SqlRow>(text: string, values?: readonly SqlValue[]): Promise<Row[]> => {
    if (values === undefined) {
      const result: readonly unknown[] = await connection.unsafe(text).simple();
      return Array.isArray(result[0]) ? [] : ([...result] as Row[]);
    }
    // The driver's own type leaves out bigint and bytes, which it does serialise.
    const parameters = values as postgres.ParameterOrJSON<never>[];
    // A text without parameters is rarely sent again; `simple` would take several statements.
    const options = { prepare: values.length > 0, simple: false };
    return [...(await connection.unsafe<Row[]>(text, parameters, options))];
  };
}
