import {
  type Advisory,
  deleteOlderAdvisories,
  insertAdvisories,
  nextAdvisoryGeneration,
  type RegistryDatabase,
  setAdvisoryGeneration,
} from "@larder/registry-database";

import { AdvisoryArchiveError, readOsvArchive } from "./read-osv-archive.ts";

/** Rows that go into one statement: others who use the database wait no longer than for so many. */
const batchSize = 500;

/** What was imported. */
export type AdvisoryImport = {
  /** How often an advisory and a package meet in it. */
  readonly advisories: number;
  /** When the newest of them was last changed. */
  readonly modifiedAt: Date;
};

/**
 * Imports the advisories in the zip file `archive` in the place of those that were imported before.
 *
 * The old ones count until the last new one is there; whatever fails leaves them as they are. Throws
 * {@link AdvisoryArchiveError}.
 */
export async function importAdvisories(database: RegistryDatabase, archive: string): Promise<AdvisoryImport> {
  const { db } = database;
  const generation = await nextAdvisoryGeneration(db);
  let count = 0;
  let modifiedAtMs = 0;
  let batch: Advisory[] = [];
  const write = async (): Promise<void> => {
    if (batch.length > 0)
      await insertAdvisories(
        db,
        batch.map((advisory) => ({ ...advisory, generation })),
      );
    count += batch.length;
    batch = [];
  };
  for await (const advisory of readOsvArchive(archive)) {
    modifiedAtMs = Math.max(modifiedAtMs, advisory.modifiedAt.getTime());
    batch.push(advisory);
    if (batch.length >= batchSize) await write();
  }
  await write();
  if (count === 0) throw new AdvisoryArchiveError(archive, "it has none about npm packages");

  const isLatest = await setAdvisoryGeneration(db, generation);
  while ((await deleteOlderAdvisories(db, { generation, size: batchSize })) > 0);
  if (!isLatest) throw new AdvisoryArchiveError(archive, "another import, which began later, is done already");
  return { advisories: count, modifiedAt: new Date(modifiedAtMs) };
}
