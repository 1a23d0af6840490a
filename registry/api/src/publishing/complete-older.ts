import {
  type Database,
  findSetting,
  forgetVagueSearches,
  listOlderPackages,
  listOlderVersions,
  lockPackage,
  type OlderPackage,
  PackageNotFoundError,
  putSearchDocument,
  type RegistryDatabase,
  setContentDigests,
  setSetting,
} from "@larder/registry-database";
import type { Logger } from "pino";

import { type BackgroundWork, forEachPage } from "./background-work.ts";
import { contentDigestOf } from "./content-digest.ts";
import { searchDocumentOf } from "./search-document.ts";
import { readPackageState } from "./store-documents.ts";

const settingName = "older-rows-completed";
const packagesAtOnce = 20;
const versionsAtOnce = 50;

/**
 * Completes what earlier releases have written of packages: whom and what they are found by, and the digests of the
 * contents of their archives.
 *
 * It runs through once, behind the answers and a few rows at a time; when it is stopped before its end, it begins
 * again with the next start, and skips what is done.
 */
export async function completeOlder(database: RegistryDatabase, logger: Logger): Promise<BackgroundWork> {
  const { db } = database;
  const stopping = new AbortController();
  if ((await findSetting(db, settingName)) === true) return { stop: () => Promise.resolve() };
  const work = completeBehind(db, logger, stopping.signal);
  return {
    stop: () => {
      stopping.abort();
      return work;
    },
  };
}

async function completeBehind(db: Database, logger: Logger, signal: AbortSignal): Promise<void> {
  try {
    const rows = await completeAll(db, signal);
    if (rows > 0) logger.info({ rows }, "what earlier releases had written was completed");
  } catch (error) {
    // The edge of a background process: nobody waits for it, and the next start tries again.
    logger.error({ err: error }, "what earlier releases had written could not be completed");
  } finally {
    forgetVagueSearches(db);
  }
}

/** Returns how many rows were completed. */
async function completeAll(db: Database, signal: AbortSignal): Promise<number> {
  const packages = await forEachPage(signal, async (after) => {
    const page = await listOlderPackages(db, { after, size: packagesAtOnce });
    for (const pkg of page) await completePackage(db, pkg);
    return page;
  });
  const versions = await forEachPage(signal, async (after) => {
    const page = await listOlderVersions(db, { after, size: versionsAtOnce });
    const digests = page.map(({ id, files }) => ({ id, digest: contentDigestOf(files) }));
    if (digests.length > 0) await setContentDigests(db, digests);
    return page;
  });
  if (packages.isDone && versions.isDone) await setSetting(db, settingName, true);
  return packages.count + versions.count;
}

async function completePackage(db: Database, { name }: OlderPackage): Promise<void> {
  await db.transaction(async (tx) => {
    const pkg = await findLocked(tx, name);
    if (pkg === undefined) return;
    const { distTags, versions, maintainers, contents } = await readPackageState(tx, pkg);
    const latest = versions.find(({ version }) => version === distTags["latest"]);
    if (latest !== undefined) await putSearchDocument(tx, searchDocumentOf({ pkg, latest, maintainers, ...contents }));
  });
}

/** It may have been removed meanwhile. */
async function findLocked(
  tx: Database,
  name: OlderPackage["name"],
): Promise<ReturnType<typeof lockPackage> | undefined> {
  try {
    return await lockPackage(tx, name);
  } catch (error) {
    if (error instanceof PackageNotFoundError) return undefined;
    throw error;
  }
}
