import { type PGlite, types } from "@electric-sql/pglite";
import { drizzle } from "drizzle-orm/pglite";
import { migrate } from "drizzle-orm/pglite/migrator";
import { basename, join, resolve } from "node:path";

import { DatabaseUnreachableError } from "../database-errors.ts";
import { holdAs } from "../hold-directory.ts";
import { applyMigrations } from "../migrations/apply-migrations.ts";
import type { OpenSqlOptions, RunQuery, Sql, SqlLocation, SqlRow, SqlSchema, SqlValue } from "../sql.ts";
import { bootInDirectory, bootInMemory } from "./boot-pglite.ts";

/** A place that PGlite serves. */
export type PgliteLocation = Exclude<SqlLocation, { type: "url" }>;

/** A booted PGlite, how it is called in messages, and what ends with it. */
type BootedPglite = { readonly pglite: PGlite; readonly database: string; readonly release: () => void };

/** Opens PGlite. `dump` is what a database in memory starts with. See {@link openSql}. */
export async function openPglite<Schema extends SqlSchema>(
  options: OpenSqlOptions<Schema> & { readonly at: PgliteLocation; readonly dump?: Blob },
): Promise<Sql<Schema>> {
  const booted = await bootAt(options.at, options.dump);
  try {
    const db = drizzle({ client: booted.pglite, schema: options.schema, casing: "snake_case" });
    const query = queryOn(booted.pglite);
    const target = {
      database: booted.database,
      query,
      migrate: (migrationsFolder: string) => migrate(db, { migrationsFolder }),
    };
    await applyMigrations(target, options.migrations);
    return { engine: "pglite", db, query, ...operationsOn(booted) };
  } catch (error) {
    await booted.pglite.close();
    booted.release();
    throw error;
  }
}

async function bootAt(at: PgliteLocation, dump: Blob | undefined): Promise<BootedPglite> {
  if (at.type === "memory") {
    return { pglite: await bootInMemory(dump), database: "memory", release: () => undefined };
  }
  const directory = resolve(at.path);
  const hold = holdAs("pgdata.lock", directory, { command: commandOfThisProcess() });
  try {
    const pglite = await bootInDirectory(join(directory, "pgdata"));
    return { pglite, database: directory, release: hold.release };
  } catch (error) {
    hold.release();
    throw error;
  }
}

/** Only the first argument: later ones may be secrets. */
function commandOfThisProcess(): string {
  const [, script = "node", firstArgument = ""] = process.argv;
  return `${basename(script)} ${firstArgument}`.trim();
}

function operationsOn({
  pglite,
  database,
  release,
}: BootedPglite): Pick<Sql, "transaction" | "ping" | "listen" | "maintain" | "close"> {
  const maintain = async (): Promise<void> => {
    await pglite.exec("CHECKPOINT");
    await pglite.exec("VACUUM (ANALYZE)");
  };
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    try {
      await maintain();
      await pglite.close();
    } finally {
      release();
    }
  };
  return {
    transaction: (work) => pglite.transaction((connection) => work(queryOn(connection))),
    ping: async () => {
      if (pglite.closed || closing !== undefined) throw new DatabaseUnreachableError(database, "it is closed");
      await pglite.query("select 1");
    },
    listen: (channel, listener) => pglite.listen(channel, listener),
    maintain,
    close: () => (closing ??= close()),
  };
}

const asText = (value: string): string => value;

/** Raw queries return times as Postgres prints them, as they do on a server. */
const parsers = {
  [types.DATE]: asText,
  [types.TIMESTAMP]: asText,
  [types.TIMESTAMPTZ]: asText,
  [types.INTERVAL]: asText,
};

function queryOn(connection: Pick<PGlite, "query" | "exec">): RunQuery {
  return async <Row extends SqlRow>(text: string, values?: readonly SqlValue[]): Promise<Row[]> => {
    if (values !== undefined && values.length > 0) {
      return (await connection.query<Row>(text, [...values], { parsers })).rows;
    }
    const results = await connection.exec(text, { parsers });
    return results.length === 1 ? ((results[0]?.rows ?? []) as Row[]) : [];
  };
}
