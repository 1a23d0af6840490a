import type { PGlite } from "@electric-sql/pglite";
import { drizzle } from "drizzle-orm/pglite";
import { basename, join, resolve } from "node:path";

import { DatabaseUnreachableError } from "../database-errors.ts";
import { holdAs } from "../hold-directory.ts";
import type { OpenSqlOptions, Sql, SqlLocation, SqlSchema } from "../sql.ts";
import { bootInDirectory, bootInMemory } from "./boot-pglite.ts";
import { migratePglite } from "./migrate-pglite.ts";
import { queryOn } from "./query-on.ts";

/** A place that PGlite serves. */
export type PgliteLocation = Exclude<SqlLocation, { type: "url" }>;

/** A booted PGlite, how it is called in messages, and what ends with it. */
type BootedPglite = {
  readonly pglite: PGlite;
  readonly database: string;
  readonly isDurable: boolean;
  readonly release: () => void;
};

/** Opens PGlite. `dump` is what a database in memory starts with. See {@link openSql}. */
export async function openPglite<Schema extends SqlSchema>(
  options: OpenSqlOptions<Schema> & { readonly at: PgliteLocation; readonly dump?: Blob },
): Promise<Sql<Schema>> {
  const booted = await bootAt(options.at, options.dump);
  try {
    await migratePglite(booted.pglite, booted.database, options.migrations);
    const db = drizzle({ client: booted.pglite, schema: options.schema, casing: "snake_case" });
    return { engine: "pglite", db, query: queryOn(booted.pglite), ...operationsOn(booted) };
  } catch (error) {
    await booted.pglite.close();
    booted.release();
    throw error;
  }
}

async function bootAt(at: PgliteLocation, dump: Blob | undefined): Promise<BootedPglite> {
  if (at.type === "memory") {
    return { pglite: await bootInMemory(dump), database: "memory", isDurable: false, release: () => undefined };
  }
  const directory = resolve(at.path);
  const hold = holdAs("pgdata.lock", directory, { command: commandOfThisProcess() });
  try {
    const pglite = await bootInDirectory(join(directory, "pgdata"));
    return { pglite, database: directory, isDurable: true, release: () => hold.release() };
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
  isDurable,
  release,
}: BootedPglite): Pick<Sql, "transaction" | "ping" | "listen" | "maintain" | "close"> {
  const maintain = async (): Promise<void> => {
    await pglite.exec("CHECKPOINT");
    await pglite.exec("VACUUM (ANALYZE)");
  };
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    try {
      if (isDurable) await maintain();
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
