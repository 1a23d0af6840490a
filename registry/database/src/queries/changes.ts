import { asc, gt, sql } from "drizzle-orm";

import type { Database } from "../database.ts";
import { onlyRow } from "../only-row.ts";
import { changes, changeSequence } from "../schema/changes.ts";

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
  // One statement, since everybody waits for this transaction from here on.
  const next = db.$with("next").as(
    db
      .update(changeSequence)
      .set({ sequence: sql`${changeSequence.sequence} + 1` })
      .returning({ sequence: changeSequence.sequence }),
  );
  const written = db.$with("written").as(
    db
      .insert(changes)
      .select(
        sql`select sequence, ${packageName}::text, ${revision}::int, ${kind}::text, ${changedAt.toISOString()}::timestamptz from next`,
      )
      .returning({ sequence: changes.sequence }),
  );
  const rows = await db
    .with(next, written)
    .select({
      sequence: written.sequence,
      announced: sql`pg_notify(${changesChannel}::text, ${packageName}::text)::text`,
    })
    .from(written);
  return onlyRow(rows).sequence;
}

/** Returns the number of the newest change; 0 before the first. */
export async function readChangeSequence(db: Database): Promise<number> {
  return onlyRow(await db.select({ sequence: changeSequence.sequence }).from(changeSequence)).sequence;
}

/** The changes after the one with number `after`, oldest first. */
export async function listChanges(
  db: Database,
  { after, size }: { readonly after: number; readonly size: number },
): Promise<ChangeRow[]> {
  return db.select().from(changes).where(gt(changes.sequence, after)).orderBy(asc(changes.sequence)).limit(size);
}
