/*
 * The two drivers describe the same failure with different fields, and Drizzle wraps both. Rooms ask
 * here, so that they never look into a driver's error themselves.
 */

import { DatabaseBusyError, DatabaseUnreachableError } from "./database-errors.ts";

const unreachableCodes = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOENT",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EPIPE",
  "ETIMEDOUT",
  "CONNECT_TIMEOUT",
  "CONNECTION_CLOSED",
  "CONNECTION_DESTROYED",
  "CONNECTION_ENDED",
  // The server is shutting down, starting up, or was told to drop the connection.
  "57P01",
  "57P02",
  "57P03",
  // Too many connections.
  "53300",
]);

/** What Postgres says when its `statement_timeout` is over, or an operator has ended a statement. */
const statementEnded = "57014";

/** What Postgres calls a full disk, and what the system calls it and a quota that is used up. */
const fullCodes = ["53100", "ENOSPC", "EDQUOT"];

/** Returns the name of the constraint that a failed statement violated; `undefined` when it failed otherwise. */
export function findViolatedConstraint(error: unknown): string | undefined {
  return findInCauses(error, (cause) => {
    if (!(readText(cause, "code")?.startsWith("23") ?? false)) return undefined;
    return readText(cause, "constraint_name") ?? readText(cause, "constraint");
  });
}

/** Did a statement fail because the database cannot be reached for the moment, or did not answer it in time? */
export function isDatabaseUnreachable(error: unknown): boolean {
  if (findInCauses(error, unreachableByName) !== undefined || findUnreachableReason(error) !== undefined) return true;
  return findSqlState(error) === statementEnded;
}

function unreachableByName(cause: object): string | undefined {
  return cause instanceof DatabaseUnreachableError || cause instanceof DatabaseBusyError ? cause.code : undefined;
}

/** Did something fail because a disk has no room left, the one of a database server or one of this machine? */
export function isDiskFull(error: unknown): boolean {
  return findInCauses(error, (cause) => fullCodes.find((code) => code === readText(cause, "code"))) !== undefined;
}

/** Returns the code that says why the database cannot be reached; `undefined` when `error` says something else. */
export function findUnreachableReason(error: unknown): string | undefined {
  return findInCauses(error, (cause) => {
    const code = readText(cause, "code");
    if (code === undefined || !unreachableCodes.has(code)) return undefined;
    // A file that is missing has the same code as a socket that is; only its error has a path and is no connection.
    return readText(cause, "path") !== undefined && readText(cause, "syscall") !== "connect" ? undefined : code;
  });
}

/** Returns the SQLSTATE of a failed statement, such as `28P01`. */
export function findSqlState(error: unknown): string | undefined {
  return findInCauses(error, (cause) => {
    const code = readText(cause, "code");
    return code !== undefined && /^[0-9A-Z]{5}$/.test(code) ? code : undefined;
  });
}

function findInCauses(error: unknown, find: (cause: object) => string | undefined): string | undefined {
  for (let cause = error; typeof cause === "object" && cause !== null; cause = Reflect.get(cause, "cause")) {
    const found = find(cause);
    if (found !== undefined) return found;
  }
  return undefined;
}

function readText(source: object, key: string): string | undefined {
  const value: unknown = Reflect.get(source, key);
  return typeof value === "string" && value !== "" ? value : undefined;
}
