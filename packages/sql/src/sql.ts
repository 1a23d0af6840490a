import type { PgDatabase, PgQueryResultHKT } from "drizzle-orm/pg-core";

/** Where a database is. */
export type SqlLocation =
  /** PGlite in a directory of its own, which one process holds at a time. */
  | ({ readonly type: "directory"; readonly path: string } & FirstBoot)
  /** A Postgres server. `poolSizeMax` counts connections and is 10 unless told. */
  | { readonly type: "url"; readonly url: string; readonly poolSizeMax?: number }
  /** PGlite in memory: gone when it is closed. */
  | ({ readonly type: "memory" } & FirstBoot);

/** How a PGlite that is not there yet is made. */
export type FirstBoot = {
  /** A directory of this user where empty, migrated databases are kept: the first boot of the next one takes 0.2 s instead of 1.5 s. */
  readonly imageCache?: string | undefined;
};

/** The tables of a room, as Drizzle knows them. */
export type SqlSchema = Record<string, unknown>;

/**
 * What a raw query may carry. JSON and times travel as texts: the two drivers would each write them
 * in their own way.
 */
export type SqlValue = null | boolean | number | bigint | string | Uint8Array | readonly string[];

/** A row of a raw query: column → value. Times are texts, 64-bit integers are numbers while these are exact. */
export type SqlRow = { readonly [column: string]: unknown };

/**
 * Runs one parametrised statement and returns its rows: `query("select * from t where id = $1", [7])`.
 *
 * A text without `values` may be several statements, separated by semicolons; it then returns the rows of none.
 * With `values`, also none of them (`[]`), it is one, and the database itself refuses more.
 */
export type RunQuery = <Row extends SqlRow = SqlRow>(text: string, values?: readonly SqlValue[]) => Promise<Row[]>;

/** How a database is, as far as this process knows. */
export type SqlState = {
  /** False while a server does not answer. */
  readonly isAnswering: boolean;
  /** Transactions that wait for a connection. PGlite has one, and makes nobody wait for it by himself. */
  readonly waiting: number;
  /** Transactions that have had to wait for one, since it was opened. */
  readonly waits: number;
};

/** An open database with all migrations applied, on either engine. */
export type Sql<Schema extends SqlSchema = SqlSchema> = {
  readonly engine: "pglite" | "postgres";
  /** Drizzle over the tables of the room that opened it. Inside `db.transaction` use only what that passes: on PGlite the outer `db` would wait for ever. */
  readonly db: PgDatabase<PgQueryResultHKT, Schema>;
  readonly query: RunQuery;
  /** Runs `work` in one transaction that is rolled back when it throws. Inside, use only the `query` it is given. */
  transaction<Result>(work: (query: RunQuery) => Promise<Result>): Promise<Result>;
  /** Says how it is, without asking it. */
  state(): SqlState;
  /** Resolves when the database answers. Throws {@link DatabaseUnreachableError}. */
  ping(): Promise<void>;
  /** Calls `listener` with the payload of each notification on `channel`, until the returned function is called. Only a hint: notifications are lost while a connection is down. */
  listen(channel: string, listener: (payload: string) => void): Promise<() => Promise<void>>;
  /** Does what a server would do in the background: checkpoint and vacuum on PGlite, nothing on Postgres. The owner calls it after so many writes. */
  maintain(): Promise<void>;
  /** Finishes what runs, checkpoints, closes. Twice is harmless. */
  close(): Promise<void>;
};

/** How {@link openSql} is asked for a database. */
export type OpenSqlOptions<Schema extends SqlSchema> = {
  readonly at: SqlLocation;
  readonly schema: Schema;
  /** The folder that drizzle-kit generates: `new URL("../migrations", import.meta.url)`. */
  readonly migrations: URL;
};
