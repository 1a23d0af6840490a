import type { PGlite } from "@electric-sql/pglite";
import { drizzle } from "drizzle-orm/pglite";
import { existsSync } from "node:fs";
import { basename, join, resolve } from "node:path";

import { DatabaseUnreachableError } from "../database-errors.ts";
import { holdAs } from "../hold-directory.ts";
import type { OpenSqlOptions, Sql, SqlLocation, SqlSchema } from "../sql.ts";
import { beginToCompile, bootInDirectory, bootInMemory, createDataDirectory } from "./boot-pglite.ts";
import type { DurableNodeFS } from "./durable-node-fs.ts";
import { ImageCache } from "./image-cache.ts";
import { migratePglite } from "./migrate-pglite.ts";
import { PgliteConnection } from "./pglite-connection.ts";
import { queryOn } from "./query-on.ts";

/** A place that PGlite serves. */
export type PgliteLocation = Exclude<SqlLocation, { type: "url" }>;

/** A booted PGlite with our tables, how it is called in messages, and how it ends. */
export type BootedPglite = {
  readonly pglite: PGlite;
  /** Where its log is synced; nowhere, in memory. */
  readonly files?: DurableNodeFS;
  readonly database: string;
  /** Was it made just now, from nothing? */
  readonly isNew: boolean;
  /** Ends the engine, once nobody asks it any more. */
  readonly end: () => Promise<void>;
  /** Gives up its place, however the engine ended. */
  readonly release: () => void;
};

/** Opens PGlite. See {@link openSql}. */
export async function openPglite<Schema extends SqlSchema>(
  options: OpenSqlOptions<Schema> & { readonly at: PgliteLocation },
): Promise<Sql<Schema>> {
  return connectTo(await bootMigrated(options.at, options.migrations), options.schema);
}

/** Boots PGlite, and gives it the tables of `migrations`. */
export async function bootMigrated(at: PgliteLocation, migrations: URL): Promise<BootedPglite> {
  beginToCompile();
  const images = at.imageCache === undefined ? undefined : new ImageCache(at.imageCache, migrations);
  const booted = at.type === "memory" ? await bootMemory(images) : await bootDirectory(resolve(at.path), images);
  try {
    await migratePglite(booted.pglite, booted.database, migrations);
    if (booted.isNew) await images?.keep(booted.pglite);
    return booted;
  } catch (error) {
    await booted.end();
    booted.release();
    throw error;
  }
}

/** Returns the database that `booted` is; closing it ends `booted`, too. */
export function connectTo<Schema extends SqlSchema>(booted: BootedPglite, schema: Schema): Sql<Schema> {
  const connection = new PgliteConnection(booted.pglite, booted.files);
  // Of its client, Drizzle's driver uses `query` and `transaction` only.
  const db = drizzle({ client: connection as unknown as PGlite, schema, casing: "snake_case" });
  return { engine: "pglite", db, ...operationsOn(booted, connection) };
}

async function bootMemory(images: ImageCache | undefined): Promise<BootedPglite> {
  const { result: pglite, isNew } = await fromImage(images, bootInMemory);
  return { pglite, database: "memory", isNew, end: () => pglite.close(), release: () => undefined };
}

async function bootDirectory(directory: string, images: ImageCache | undefined): Promise<BootedPglite> {
  const hold = holdAs("pgdata.lock", directory, { command: commandOfThisProcess() });
  const data = join(directory, "pgdata");
  try {
    const isThere = existsSync(data);
    const { isNew } = isThere ? { isNew: false } : await fromImage(images, (image) => createDataDirectory(data, image));
    const booted = await bootInDirectory(data);
    const { pglite } = booted;
    return { ...booted, database: directory, isNew, end: () => pglite.close(), release: () => hold.release() };
  } catch (error) {
    hold.release();
    throw error;
  }
}

/** Makes a database from an image, or from nothing: also when none starts from the image. */
async function fromImage<Result>(
  images: ImageCache | undefined,
  make: (image?: Blob) => Promise<Result>,
): Promise<{ readonly result: Result; readonly isNew: boolean }> {
  const image = await images?.find();
  if (image !== undefined) {
    try {
      return { result: await make(image), isNew: false };
    } catch {
      // Whether the image or the machine is to blame, the next attempt tells.
      await images?.drop();
    }
  }
  return { result: await make(), isNew: true };
}

/** Only the first argument: later ones may be secrets. */
function commandOfThisProcess(): string {
  const [, script = "node", firstArgument = ""] = process.argv;
  return `${basename(script)} ${firstArgument}`.trim();
}

function operationsOn(
  { pglite, database, files, end, release }: BootedPglite,
  connection: PgliteConnection,
): Omit<Sql, "engine" | "db"> {
  const maintain = (): Promise<void> =>
    connection.alone(async () => {
      await pglite.exec("CHECKPOINT");
      await pglite.exec("VACUUM (ANALYZE)");
    });
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    try {
      if (files !== undefined) await maintain();
      await connection.alone(end);
    } finally {
      release();
    }
  };
  return {
    query: (text, values) => connection.alone(() => queryOn(pglite)(text, values)),
    // By itself, and not in a group: such a transaction may set what counts until its end.
    transaction: (work) => connection.alone(() => pglite.transaction((transaction) => work(queryOn(transaction)))),
    state: () => ({ isAnswering: closing === undefined, waiting: 0, waits: 0 }),
    ping: async () => {
      if (pglite.closed || closing !== undefined) throw new DatabaseUnreachableError(database, "it is closed");
      await connection.query("select 1");
    },
    listen: async (channel, listener) => {
      const stop = await connection.alone(() => pglite.listen(channel, listener));
      return () => connection.alone(() => stop());
    },
    maintain,
    close: () => (closing ??= close()),
  };
}
