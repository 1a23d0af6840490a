import { service } from "./token.ts";
import type { ServiceToken } from "./token.ts";

/** One row of an answer, column → value. */
export type Row = { readonly [column: string]: unknown };

/** What runs statements: the database, or one open session of it. */
export type Queryable = {
  /**
   * Runs one statement and returns its rows. Parameters are `$1`, `$2`, …; never build them into the text.
   *
   * @throws when the statement fails, or writes where the package may only read.
   */
  query<R extends object = Row>(sql: string, parameters?: readonly unknown[]): Promise<readonly R[]>;
};

/** The package's own schema in the host's database. No other package's tables are in its way. */
export type Database = Queryable & {
  /**
   * Runs `work` in one transaction: commits when it returns, rolls back when it throws.
   *
   * Inside, use the session that `work` is given; the outer database would wait for it.
   */
  session<Result>(work: (session: Queryable) => Promise<Result>): Promise<Result>;
};

/** Facts that go with a line of the log. Structured data. */
export type Facts = { readonly [fact: string]: unknown };

/** The log of the host; every line is tagged with the package and the plugin that wrote it. */
export type Log = {
  debug(message: string, facts?: Facts): void;
  info(message: string, facts?: Facts): void;
  warn(message: string, facts?: Facts): void;
  error(message: string, facts?: Facts): void;
};

/** The host's database. Needs `allow("db", ["read", "write"])`, or only `read`. */
export const Db: ServiceToken<Database, "db"> = service<Database, "db">("db");

/** The host's log. Every package may write to it; contexts have it as `context.log` without a need. */
export const Log: ServiceToken<Log, "log"> = service<Log, "log">("log");
