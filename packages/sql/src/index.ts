export {
  DatabaseBusyError,
  DatabaseDamagedError,
  DatabaseHeldError,
  DatabaseRefusedError,
  DatabaseUnreachableError,
  MigrationWaitError,
  UnknownSchemaError,
} from "./database-errors.ts";
export { DirectoryHeldError } from "./directory-held-error.ts";
export type { DirectoryHolder } from "./directory-held-error.ts";
export { findViolatedConstraint, isDatabaseUnreachable, isDiskFull } from "./driver-error.ts";
export { holdDirectory } from "./hold-directory.ts";
export type { DirectoryHold, HolderFacts } from "./hold-directory.ts";
export { openSql } from "./open-sql.ts";
export { queryOf } from "./query-of.ts";
export type { OpenSqlOptions, RunQuery, Sql, SqlLocation, SqlRow, SqlSchema, SqlState, SqlValue } from "./sql.ts";
