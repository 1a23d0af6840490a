import type { ExpectedError } from "@larder/errors";

import { DatabaseRefusedError, DatabaseUnreachableError } from "../database-errors.ts";
import { findSqlState, findUnreachableReason } from "../driver-error.ts";

const unreachableReasons: { readonly [code: string]: string } = {
  ECONNREFUSED: "nothing listens there",
  ENOTFOUND: "its host name is unknown",
  EAI_AGAIN: "its host name cannot be looked up for the moment",
  CONNECT_TIMEOUT: "it did not answer in time",
  ETIMEDOUT: "it did not answer in time",
  "57P03": "it is starting up or shutting down",
  "53300": "it has no free connection",
};

const refusedReasons: { readonly [sqlState: string]: string } = {
  "28P01": "the password is wrong",
  "28000": "the user may not log in",
  "3D000": "it does not exist on that server",
  "42501": "the user lacks a right",
};

/** Returns what a failed connection to `database` means to its operator; `undefined` when it is a bug of ours. */
export function connectErrorOf(error: unknown, database: string): ExpectedError | undefined {
  const unreachable = findUnreachableReason(error);
  if (unreachable !== undefined) {
    return new DatabaseUnreachableError(database, unreachableReasons[unreachable] ?? unreachable, error);
  }
  const refused = refusedReasons[findSqlState(error) ?? ""];
  return refused === undefined ? undefined : new DatabaseRefusedError(database, refused, error);
}
