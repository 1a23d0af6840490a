import type { Sql } from "@larder/sql";

/** How long a host believes that there are no accounts where another process could make one, in milliseconds. */
const believeNoneMs = 1000;

/** Where a host's accounts are. */
export type AccountDatabaseOptions = {
  readonly openDatabase: () => Promise<Sql>;
  /** False while there is no database yet: then there are no accounts either, and none is made to find that out. */
  readonly hasDatabase: () => boolean;
  /** True where nobody is asked who they are, whatever accounts there are: for development on one's own machine. */
  readonly isOff?: boolean;
  /** Can another process make accounts while this one runs? */
  readonly isDatabaseShared: boolean;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** Told of every change of an account, a session or a key that this process makes. */
  readonly onChange?: () => void;
};

/** The database of a host, as far as accounts need it. */
export type AccountDatabase = {
  readonly open: () => Promise<Sql>;
  readonly now: () => Date;
  /** Has this host an account? From the first one on it always has. */
  hasAccounts(): Promise<boolean>;
  /** Told once an account is there. */
  noteAccount(): void;
  /** Told once something that may be remembered of accounts, sessions or keys has changed. */
  noteChange(): void;
};

/**
 * Returns the database of a host's accounts, opened when something is asked of it.
 *
 * Most hosts have no accounts and run for one person: they must not open a database to learn that, or ask it at
 * each request. Accounts are never removed, so that "there are some" is asked once.
 */
export function accountDatabase(options: AccountDatabaseOptions): AccountDatabase {
  const { openDatabase, hasDatabase, isDatabaseShared, isOff = false, clock, onChange } = options;
  let known = false;
  let noneUntilMs = 0;

  async function look(): Promise<boolean> {
    const sql = await openDatabase();
    const [row] = await sql.query("select exists (select 1 from larder_host.accounts) as known");
    // An account may have been made since the database was asked.
    known ||= row?.["known"] === true;
    noneUntilMs = isDatabaseShared ? clock() + believeNoneMs : Number.POSITIVE_INFINITY;
    return known;
  }

  return {
    open: openDatabase,
    now: () => new Date(clock()),
    noteAccount: () => void (known = true),
    noteChange: () => onChange?.(),
    async hasAccounts() {
      if (isOff) return false;
      if (known) return true;
      if (clock() < noneUntilMs) return false;
      if (hasDatabase()) return await look();
      // A command that began before this process may be making the database, and the first account in it.
      noneUntilMs = clock() + believeNoneMs;
      return false;
    },
  };
}
