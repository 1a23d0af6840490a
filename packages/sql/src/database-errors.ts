import { ExpectedError } from "@larder/errors";

/** A Postgres server does not answer. */
export class DatabaseUnreachableError extends ExpectedError {
  readonly code = "EUNAVAILABLE";
  /** Where, without user and password: `postgres://host:5432/name`. */
  readonly database: string;

  constructor(database: string, reason: string, cause?: unknown) {
    super(`The database \`${database}\` cannot be reached: ${reason}`, {
      hint: "Check that Postgres runs there and accepts connections from this machine",
      cause,
    });
    this.database = database;
  }
}

/** All connections to a Postgres server are in use. */
export class DatabaseBusyError extends ExpectedError {
  readonly code = "EUNAVAILABLE";
  readonly database: string;
  readonly retryAfterSeconds = 2;

  constructor(database: string) {
    super(`The database \`${database}\` has no connection left for now`, { hint: "Try again in a few seconds" });
    this.database = database;
  }
}

/** Somebody holds rows of a Postgres server for longer than anybody should wait for them. */
export class DatabaseHeldError extends ExpectedError {
  readonly code = "EUNAVAILABLE";
  readonly retryAfterSeconds = 2;

  constructor(cause: unknown) {
    super("Others change the same at this moment, and do not come to an end", {
      hint: "Try again in a few seconds",
      cause,
    });
  }
}

/** Another process migrates a Postgres database, and does not come to an end. */
export class MigrationWaitError extends ExpectedError {
  readonly code = "EUNAVAILABLE";
  readonly database: string;

  constructor(database: string, reason: string, cause: unknown) {
    super(`The schema of \`${database}\` cannot be brought up to date: ${reason}`, {
      hint: "Look in `pg_stat_activity` for who holds the lock; end that session, then start again",
      cause,
    });
    this.database = database;
  }
}

/** A Postgres server answers, and says no: wrong password, no such database, no right. */
export class DatabaseRefusedError extends ExpectedError {
  readonly code = "EDATABASE";
  readonly database: string;

  constructor(database: string, reason: string, cause?: unknown) {
    super(`The database \`${database}\` cannot be used: ${reason}`, {
      hint: "Check user, password and database name; the user must own the database, or may create in it",
      cause,
    });
    this.database = database;
  }
}

/** The directory of a PGlite database holds something that does not open. */
export class DatabaseDamagedError extends ExpectedError {
  readonly code = "EDATABASE";
  readonly directory: string;

  constructor(directory: string, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(`The database in \`${directory}\` does not open: ${reason}`, {
      hint: "Restore the directory from a backup, or name another one",
      cause,
    });
    this.directory = directory;
  }
}

/** A database has migrations that this version of the program does not know. */
export class UnknownSchemaError extends ExpectedError {
  readonly code = "EDATABASE";
  readonly database: string;
  /** When the newest migration that we do not know was written. */
  readonly migratedTo: Date;

  constructor(database: string, migratedTo: Date) {
    const day = migratedTo.toISOString().slice(0, 10);
    super(`The database \`${database}\` has a schema of ${day} that this version does not know`, {
      hint: "Use the version that wrote it or a newer one, or name another database",
    });
    this.database = database;
    this.migratedTo = migratedTo;
  }
}
