import { queryOf } from "@larder/sql";

import type { Database } from "../database.ts";
import { onlyRow } from "../only-row.ts";
import { type changes, changeSequence } from "../schema/changes.ts";

/** One change of one package. */
export type ChangeRow = typeof changes.$inferSelect;

/** A change that gets its number when it is written. */
export type NewChange = Omit<ChangeRow, "sequence">;

/** The channel on which the names of changed packages are announced: a hint for caches, never the truth. */
export const changesChannel = "larder_changes";

/**
 * Writes a change and returns its number. Call it late in the transaction.
 *
 * It holds the lock of the one counter until the transaction ends, so all writers of the registry
 * queue here: what comes before it runs at the same time in all of them.
 */
export async function bumpChange(db: Database, change: NewChange): Promise<number> {
  const { packageName, revision, kind, changedAt } = change;
  const values = [packageName, revision, kind, changedAt.toISOString(), changesChannel];
  return onlyRow(await queryOf(db)<{ readonly sequence: number }>(bumpStatement, values)).sequence;
}

/** One statement, since everybody waits for this transaction from here on. */
const bumpStatement = `
  with next as (update change_sequence set sequence = sequence + 1 returning sequence),
  written as (
    insert into changes (sequence, package_name, revision, kind, changed_at)
    select sequence, $1::text, $2::int, $3::text, $4::timestamptz from next returning sequence
  )
  select sequence, pg_notify($5::text, $1::text)::text as announced from written`;

/** Returns the number of the newest change; 0 before the first. */
export async function readChangeSequence(db: Database): Promise<number> {
  return onlyRow(await db.select({ sequence: changeSequence.sequence }).from(changeSequence)).sequence;
}

/** The changes after the one with number `after`, oldest first. On a server every request may ask it. */
export async function listChanges(
  db: Database,
  { after, size }: { readonly after: number; readonly size: number },
): Promise<ChangeRow[]> {
  const rows = await queryOf(db)<ListedRow>(listStatement, [after, size]);
  return rows.map(({ changedMs, ...row }) => ({ ...row, changedAt: new Date(changedMs) }));
}

type ListedRow = Omit<ChangeRow, "changedAt"> & { readonly changedMs: number };

const listStatement = `
  select sequence, package_name as "packageName", revision, kind,
    (extract(epoch from changed_at) * 1000)::float8 as "changedMs"
  from changes where sequence > $1::bigint order by sequence limit $2::int`;
