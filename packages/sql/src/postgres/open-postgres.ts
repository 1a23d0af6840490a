import { drizzle } from "drizzle-orm/postgres-js";
import postgres from "postgres";

import { DatabaseRefusedError, DatabaseUnreachableError } from "../database-errors.ts";
import type { OpenSqlOptions, Sql, SqlLocation, SqlSchema } from "../sql.ts";
import { connectErrorOf } from "./connect-error.ts";
import { databaseLabel } from "./database-label.ts";
import { migratePostgres } from "./migrate-postgres.ts";
import { queryOn } from "./query-on.ts";
import { ServerWatch } from "./server-watch.ts";
import { watchedClient } from "./watched-client.ts";

/** A place that a Postgres server serves. */
export type PostgresLocation = Extract<SqlLocation, { type: "url" }>;

const connectTimeoutSeconds = 10;
const statementTimeoutMs = 30_000;
/** What a transaction waits for another one, which holds a row of a package or of an account. */
const lockTimeoutMs = 5000;
const closeTimeoutSeconds = 5;

/** Opens a pool of connections to a Postgres server. See {@link openSql}. */
export async function openPostgres<Schema extends SqlSchema>(
  options: OpenSqlOptions<Schema> & { readonly at: PostgresLocation },
): Promise<Sql<Schema>> {
  const { url, poolSizeMax = 10 } = options.at;
  const database = databaseLabel(url);
  const migrating = connect(url, 1);
  try {
    await migratePostgres(migrating, database, options.migrations);
  } catch (error) {
    throw connectErrorOf(error, database) ?? error;
  } finally {
    await migrating.end({ timeout: closeTimeoutSeconds });
  }

  const pool = connect(url, poolSizeMax);
  const probing = connect(url, 1);
  const watch = new ServerWatch(database, () => probing`select 1`);
  const client = watchedClient(pool, watch);
  const db = drizzle({ client, schema: options.schema, casing: "snake_case" });
  const close = async (): Promise<void> => {
    watch.close();
    await Promise.all([pool, probing].map((connections) => connections.end({ timeout: closeTimeoutSeconds })));
  };
  return { engine: "postgres", db, query: queryOn(client), ...operationsOn({ client, watch, database, close }) };
}

type WatchedPool = {
  readonly client: postgres.Sql;
  readonly watch: ServerWatch;
  readonly database: string;
  readonly close: () => Promise<void>;
};

function operationsOn({
  client,
  watch,
  database,
  close,
}: WatchedPool): Pick<Sql, "transaction" | "state" | "ping" | "listen" | "maintain" | "close"> {
  let closing: Promise<void> | undefined;
  return {
    transaction: async <Result>(work: Parameters<Sql["transaction"]>[0]) =>
      (await client.begin((connection) => work(queryOn(connection)))) as Result,
    state: () => ({ isAnswering: watch.isAnswering, ...watch.connections }),
    ping: async () => {
      try {
        await client.unsafe("select 1");
      } catch (error) {
        if (error instanceof DatabaseUnreachableError) throw error;
        throw connectErrorOf(error, database) ?? error;
      }
    },
    listen: async (channel, listener) => {
      const listening = await client.listen(channel, listener);
      return () => listening.unlisten();
    },
    // A server checkpoints and vacuums by itself.
    maintain: () => Promise.resolve(),
    close: () => (closing ??= close()),
  };
}

function connect(url: string, poolSizeMax: number): postgres.Sql {
  if (!URL.canParse(url)) {
    throw new DatabaseRefusedError("postgres", "its URL is not of the form `postgres://user:password@host:5432/name`");
  }
  return postgres(url, {
    max: poolSizeMax,
    connect_timeout: connectTimeoutSeconds,
    idle_timeout: 60,
    onnotice: () => undefined,
    types: { bigint: { to: 20, from: [20], serialize: String, parse: parseBigint } },
    connection: {
      application_name: "larder",
      statement_timeout: statementTimeoutMs,
      lock_timeout: lockTimeoutMs,
      jit: "off",
    },
  });
}

/** 64-bit integers are numbers while they are exact, as on PGlite. */
function parseBigint(text: string): number | bigint {
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : BigInt(text);
}
