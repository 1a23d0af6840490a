import type postgres from "postgres";

import { rawQuery } from "../query-of.ts";
import { queryOn } from "./query-on.ts";
import { DatabaseHeldError } from "../database-errors.ts";
import { findSqlState } from "../driver-error.ts";
import type { ServerWatch } from "./server-watch.ts";

type Unsafe = (...args: Parameters<postgres.Sql["unsafe"]>) => postgres.PendingQuery<postgres.Row[]>;
/** What Postgres says when its `lock_timeout` is over. */
const lockNotAvailable = "55P03";

type Begin = (work: (connection: postgres.TransactionSql) => Promise<unknown>) => Promise<unknown>;

/**
 * Returns `client` so that nothing that is asked through it waits for a server that does not answer.
 *
 * Inside a transaction nothing is watched: the transaction as a whole is.
 */
export function watchedClient(client: postgres.Sql, watch: ServerWatch): postgres.Sql {
  const unsafe: Unsafe = (...args) => watchedQuery(client.unsafe(...args), watch);
  const begin: Begin = async (work) => {
    try {
      return await watch.inTransaction<postgres.TransactionSql, unknown>(
        (whole) => client.begin(whole),
        (connection) => work(preparing(connection)),
      );
    } catch (error) {
      throw findSqlState(error) === lockNotAvailable ? new DatabaseHeldError(error) : error;
    }
  };
  const raw = queryOn({ unsafe: unsafe as postgres.Sql["unsafe"] });
  return new Proxy(client, {
    get(target, property): unknown {
      if (property === rawQuery) return raw;
      if (property === "unsafe") return unsafe;
      if (property === "begin") return begin;
      return Reflect.get(target, property);
    },
  });
}

/**
 * Returns `connection` so that it asks the server to parse each of its statements once.
 *
 * Drizzle asks for the contrary, which costs a second round trip for every statement that has parameters.
 */
function preparing(connection: postgres.TransactionSql): postgres.TransactionSql {
  const unsafe: Unsafe = (text, parameters = [], options) =>
    connection.unsafe(text, parameters, { ...options, prepare: parameters.length > 0 });
  const raw = queryOn(connection);
  return new Proxy(connection, {
    get(target, property): unknown {
      if (property === rawQuery) return raw;
      return property === "unsafe" ? unsafe : Reflect.get(target, property);
    },
  });
}

/** A query is sent when somebody waits for it, and the ways of waiting are these. */
function watchedQuery<Query extends postgres.PendingQuery<postgres.Row[]>>(query: Query, watch: ServerWatch): Query {
  return new Proxy(query, {
    get(target, property): unknown {
      if (property === "then") {
        const settled = watch.during(() => target);
        return settled.then.bind(settled);
      }
      if (property === "values") return () => watch.during(() => target.values());
      if (property === "simple") return () => watchedQuery(target.simple(), watch);
      return Reflect.get(target, property);
    },
  });
}
