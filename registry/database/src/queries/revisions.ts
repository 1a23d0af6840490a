import type { RegistryDatabase } from "../database.ts";
import { onlyRow } from "../only-row.ts";

/**
 * The channel that says that accounts changed.
 *
 * On PGlite the notification comes before the commit resolves, so that it is all that the one process needs to
 * forget what it remembers. On Postgres it is a hint: {@link findNewRevisions} tells the truth.
 */
export const accountsChannel = "larder_accounts";

/** How far the registry's data have come. */
export type Revisions = {
  /** The number of the newest change of a package; 0 before the first. */
  readonly sequence: number;
  /** The number of the newest change of what says who somebody is, and what they may do. */
  readonly accounts: number;
};

/** Returns how far the data have come. */
export async function readRevisions({ query }: RegistryDatabase): Promise<Revisions> {
  return onlyRow(await query<Revisions>(revisionsQuery));
}

/**
 * Returns how far the data have come, when that is further than `seen`; else `undefined`.
 *
 * This is what every read on Postgres waits for, so it is one prepared statement on two rows that mostly answers
 * with none, without a query builder on the way.
 */
export async function findNewRevisions({ query }: RegistryDatabase, seen: Revisions): Promise<Revisions | undefined> {
  const [revisions] = await query<Revisions>(`${revisionsQuery} where sequence <> $1 or revision <> $2`, [
    seen.sequence,
    seen.accounts,
  ]);
  return revisions;
}

const revisionsQuery = "select sequence, revision as accounts from change_sequence cross join account_revision";
