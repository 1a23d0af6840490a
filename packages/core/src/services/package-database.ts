import { createHash } from "node:crypto";

import { ExpectedError } from "@larder/errors";
import type { Database, Queryable } from "@larder/sdk";
import type { RunQuery, Sql, SqlValue } from "@larder/sql";

import type { Permissions } from "../permissions/permissions.ts";
import { assertOwnStatement } from "./database/assert-own-statement.ts";
import { prepareSchema, quoteIdentifier } from "./database/prepare-schema.ts";

/** A session kept the database longer than it may. */
export class SessionTimeoutError extends ExpectedError {
  readonly code = "ETIMEOUT";
  readonly packageName: string;
  readonly timeoutMs: number;

  constructor(packageName: string, timeoutMs: number) {
    super(`A database session of \`${packageName}\` was rolled back after ${timeoutMs} ms`, {
      hint: "Do slow work, and calls to other packages, outside the session",
    });
    this.packageName = packageName;
    this.timeoutMs = timeoutMs;
  }
}

/** How the database of one package is made. */
export type PackageDatabaseOptions = {
  /** Opens the host's database, once. */
  readonly open: () => Promise<Sql>;
  readonly packageName: string;
  readonly permissions: Permissions;
  /** The longest that a session may keep the database; on PGlite everybody else waits for it. */
  readonly sessionTimeoutMs: number;
};

/**
 * Returns the database as one package has it: everything happens in a schema of its own, which is made
 * when it is first used.
 *
 * Each statement runs in a transaction as a role that has that schema only. Who may only read gets a
 * transaction that Postgres itself keeps from writing, since no text of ours can tell what SQL does.
 */
export function createPackageDatabase(options: PackageDatabaseOptions): Database {
  const name = schemaNameOf(options.packageName);
  const schema = quoteIdentifier(name);
  let prepared: Promise<Sql> | undefined;

  async function prepare(): Promise<Sql> {
    const sql = await options.open();
    await prepareSchema(sql, name);
    return sql;
  }

  async function session<Result>(work: (session: Queryable) => Promise<Result>): Promise<Result> {
    const mayWrite = options.permissions.allows("db", "write");
    if (!mayWrite) options.permissions.check("db", "read");
    prepared ??= prepare();
    const sql = await prepared.catch((failure: unknown) => {
      prepared = undefined;
      throw failure;
    });
    return await sql.transaction(async (query) => {
      // The first query fixes the mode: before it, a statement of the package could still change it.
      const mode = mayWrite ? "read write" : "read only";
      await query(`set transaction ${mode}; set local search_path to ${schema}; set local role ${schema}; select 1`);
      return await withinTime(work, query, options);
    });
  }

  return {
    session,
    query: <Row extends object>(text: string, parameters?: readonly unknown[]) =>
      session((open) => open.query<Row>(text, parameters)),
  };
}

async function withinTime<Result>(
  work: (session: Queryable) => Promise<Result>,
  query: RunQuery,
  options: PackageDatabaseOptions,
): Promise<Result> {
  let over: Error | undefined;
  const session: Queryable = {
    async query<Row extends object>(text: string, parameters: readonly unknown[] = []): Promise<readonly Row[]> {
      if (over !== undefined) throw over;
      assertOwnStatement(options.packageName, text);
      // A server remembers how it runs a text, and the same text means other columns in another schema.
      const ownText = `${text}\n-- ${schemaNameOf(options.packageName)}`;
      return (await query(ownText, parameters.map(toSqlValue))) as readonly unknown[] as readonly Row[];
    },
  };
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    over = new SessionTimeoutError(options.packageName, options.sessionTimeoutMs);
    reject(over);
  }, options.sessionTimeoutMs);
  try {
    return await Promise.race([work(session), promise]);
  } finally {
    clearTimeout(timer);
    over ??= new Error(`This database session of \`${options.packageName}\` has ended`);
  }
}

/** Objects go in as JSON and times as ISO texts, alike on both engines. */
function toSqlValue(value: unknown): SqlValue {
  if (value === undefined || value === null) return null;
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return value;
  if (Array.isArray(value) && value.every((entry) => typeof entry === "string")) return value;
  if (typeof value === "object") return JSON.stringify(value);
  return value as SqlValue;
}

/** The longest name that Postgres keeps, in bytes. */
const identifierBytesMax = 63;

/** Returns the name of the schema of `packageName`: `package:@home/notes`; a long name ends in a digest instead. */
function schemaNameOf(packageName: string): string {
  const name = `package:${packageName}`;
  if (Buffer.byteLength(name) <= identifierBytesMax) return name;
  return `${name.slice(0, identifierBytesMax - 13)}:${createHash("sha256").update(packageName).digest("hex").slice(0, 12)}`;
}
